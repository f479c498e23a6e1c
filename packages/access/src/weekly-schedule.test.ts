import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessError } from './access-error.ts';
import { WEEKDAYS } from './local-time.ts';
import { isWithinSchedule, parseWeeklySchedule, type WeeklySchedule } from './weekly-schedule.ts';

const MADRID = 'Europe/Madrid';
const OFFICE: WeeklySchedule = {
  windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }],
};
const NIGHT: WeeklySchedule = { windows: [{ days: ['fri'], from: '22:00', to: '06:00' }] };

function within(schedule: WeeklySchedule, instant: string, timeZone = MADRID): boolean {
  return isWithinSchedule(schedule, Date.parse(instant), timeZone);
}

describe('a weekly schedule', () => {
  it.each([
    ['2026-09-21T07:59:59.999+02:00', false],
    ['2026-09-21T08:00:00+02:00', true],
    ['2026-09-21T17:59:59.999+02:00', true],
    ['2026-09-21T18:00:00+02:00', false],
    ['2026-09-20T12:00:00+02:00', false],
  ])('of office hours, at %s: %s', (instant, inside) => {
    expect(within(OFFICE, instant)).toBe(inside);
  });

  it.each([
    ['2026-09-25T21:59:00+02:00', false],
    ['2026-09-25T22:00:00+02:00', true],
    ['2026-09-26T00:00:00+02:00', true],
    ['2026-09-26T05:59:59+02:00', true],
    ['2026-09-26T06:00:00+02:00', false],
    ['2026-09-25T05:00:00+02:00', false],
    ['2026-09-26T22:00:00+02:00', false],
  ])('across midnight belongs to the day it began on, at %s: %s', (instant, inside) => {
    expect(within(NIGHT, instant)).toBe(inside);
  });

  it('from Sunday evening reaches into Monday', () => {
    const sunday: WeeklySchedule = { windows: [{ days: ['sun'], from: '23:00', to: '01:00' }] };
    expect(within(sunday, '2026-09-28T00:30:00+02:00')).toBe(true);
    expect(within(sunday, '2026-09-27T00:30:00+02:00')).toBe(false);
  });

  it('keeps its local hours when daylight saving begins and ends', () => {
    // Madrid: UTC+1 until 29 March 2026, UTC+2 until 25 October 2026.
    expect(within(OFFICE, '2026-03-27T07:00:00Z')).toBe(true);
    expect(within(OFFICE, '2026-03-30T06:00:00Z')).toBe(true);
    expect(within(OFFICE, '2026-03-30T05:59:00Z')).toBe(false);
    expect(within(OFFICE, '2026-10-26T06:30:00Z')).toBe(false);
    expect(within(OFFICE, '2026-10-26T07:00:00Z')).toBe(true);
  });

  it('never holds in an hour that the spring skips, and goes on after it', () => {
    const skipped: WeeklySchedule = { windows: [{ days: ['sun'], from: '02:15', to: '02:45' }] };
    const around: WeeklySchedule = { windows: [{ days: ['sun'], from: '01:30', to: '03:30' }] };
    for (let minute = 0; minute < 180; minute += 5) {
      const nowMs = Date.parse('2026-03-29T00:00:00Z') + minute * 60_000;
      expect(isWithinSchedule(skipped, nowMs, MADRID)).toBe(false);
      // 01:30 to 03:30 on the wall is one hour of real time that morning, 00:30 to 01:30 UTC.
      expect(isWithinSchedule(around, nowMs, MADRID)).toBe(minute >= 30 && minute < 90);
    }
  });

  it('holds both times in an hour that the autumn repeats', () => {
    const repeated: WeeklySchedule = { windows: [{ days: ['sun'], from: '02:15', to: '02:45' }] };
    expect(within(repeated, '2026-10-25T00:30:00Z')).toBe(true);
    expect(within(repeated, '2026-10-25T01:30:00Z')).toBe(true);
    expect(within(repeated, '2026-10-25T01:00:00Z')).toBe(false);
  });

  it('reads the day in its own zone where it names one', () => {
    const tokyo: WeeklySchedule = {
      timeZone: 'Asia/Tokyo',
      windows: [{ days: ['mon'], from: '00:00', to: '24:00' }],
    };
    expect(within(tokyo, '2026-09-20T16:00:00Z')).toBe(true);
    expect(within({ windows: tokyo.windows }, '2026-09-20T16:00:00Z')).toBe(false);
  });

  it('is outside when its zone is unknown, the instant is no date, or a time cannot be read', () => {
    expect(within(OFFICE, '2026-09-21T10:00:00Z', 'Mars/Olympus')).toBe(false);
    expect(isWithinSchedule(OFFICE, Number.NaN, MADRID)).toBe(false);
    expect(isWithinSchedule(OFFICE, Number.POSITIVE_INFINITY, MADRID)).toBe(false);
    const days = [...WEEKDAYS];
    for (const [from, to] of [
      ['8', '18:00'],
      ['08:00', '25:00'],
      ['08:00', '08:00'],
      ['24:00', '06:00'],
    ]) {
      const schedule: WeeklySchedule = { windows: [{ days, from: from!, to: to! }] };
      expect(within(schedule, '2026-09-21T02:00:00Z'), `${from}–${to}`).toBe(false);
    }
  });
});

describe('parsing a weekly schedule', () => {
  it('keeps what is valid and drops what it does not know', () => {
    const value = {
      timeZone: MADRID,
      windows: [{ days: ['mon'], from: '22:00', to: '24:00', note: 'x' }],
      more: 1,
    };
    expect(parseWeeklySchedule(value)).toEqual({
      timeZone: MADRID,
      windows: [{ days: ['mon'], from: '22:00', to: '24:00' }],
    });
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['no windows', {}],
    ['too many windows', { windows: new Array(65).fill(OFFICE.windows[0]) }],
    ['an unknown zone', { timeZone: 'Mars/Olympus', windows: [] }],
    ['no day', { windows: [{ days: [], from: '08:00', to: '18:00' }] }],
    ['an unknown day', { windows: [{ days: ['lun'], from: '08:00', to: '18:00' }] }],
    ['a time without a zero', { windows: [{ days: ['mon'], from: '8:00', to: '18:00' }] }],
    ['a time after 24:00', { windows: [{ days: ['mon'], from: '08:00', to: '24:01' }] }],
    ['a start at 24:00', { windows: [{ days: ['mon'], from: '24:00', to: '06:00' }] }],
    ['equal times', { windows: [{ days: ['mon'], from: '08:00', to: '08:00' }] }],
  ])('refuses %s', (_name, value) => {
    expect(() => parseWeeklySchedule(value)).toThrow(AccessError);
  });

  it('throws nothing but an AccessError, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        try {
          parseWeeklySchedule(value);
          return true;
        } catch (error) {
          return error instanceof AccessError;
        }
      }),
    );
  });
});
