import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessError } from './access-error.ts';
import { dayBefore, isCivilDate } from './civil-date.ts';
import { type Holiday, type HolidayRule, parseHoliday } from './holiday.ts';
import { localTime, WEEKDAYS } from './local-time.ts';
import { isWithinSchedule, type WeeklySchedule } from './weekly-schedule.ts';

const day = (firstDay: string, ...hours: [string, string][]): Holiday => ({
  ...{ firstDay, lastDay: firstDay },
  hours: hours.map(([from, to]) => ({ from, to })),
});
const office = (holidays?: HolidayRule): WeeklySchedule => ({
  windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }],
  ...(holidays && { holidays }),
});
const nights: WeeklySchedule = { windows: [{ days: [...WEEKDAYS], from: '22:00', to: '06:00' }] };

function within(
  schedule: WeeklySchedule,
  local: string,
  holidays: readonly Holiday[],
  timeZone = 'Europe/Madrid',
): boolean {
  return isWithinSchedule(schedule, Date.parse(local), timeZone, holidays);
}

// 24 December 2026 is a Thursday, 25 a Friday, 26 a Saturday.
const CHRISTMAS = [day('2026-12-24', ['09:00', '13:00']), day('2026-12-25')];

describe('on a holiday, office hours', () => {
  it.each<[HolidayRule | undefined, string, boolean]>([
    [undefined, '2026-12-23T10:00+01:00', true],
    [undefined, '2026-12-24T10:00+01:00', false],
    ['close', '2026-12-24T10:00+01:00', false],
    ['close', '2026-12-25T10:00+01:00', false],
    ['close', '2026-12-28T10:00+01:00', true],
    ['ignore', '2026-12-24T17:59+01:00', true],
    ['ignore', '2026-12-25T10:00+01:00', true],
    ['replace', '2026-12-24T08:30+01:00', false],
    ['replace', '2026-12-24T09:00+01:00', true],
    ['replace', '2026-12-24T12:59+01:00', true],
    ['replace', '2026-12-24T13:00+01:00', false],
    ['replace', '2026-12-25T10:00+01:00', false],
    ['replace', '2026-12-26T10:00+01:00', false],
  ])('with the rule %s, at %s: %s', (rule, instant, inside) => {
    expect(within(office(rule), instant, CHRISTMAS)).toBe(inside);
  });

  it('are closed by a rule that a newer release wrote', () => {
    expect(within(office('soften' as HolidayRule), '2026-12-24T10:00+01:00', CHRISTMAS)).toBe(false);
  });

  it('end with the day on the wall of the building, not with that of UTC', () => {
    const all: WeeklySchedule = { windows: [{ days: [...WEEKDAYS], from: '00:00', to: '24:00' }] };
    const holidays = [day('2026-12-25')];
    for (const [zone, offset] of [
      ['Asia/Kolkata', '+05:30'],
      ['Asia/Kathmandu', '+05:45'],
      ['Australia/Adelaide', '+10:30'],
      ['America/St_Johns', '-03:30'],
      ['Pacific/Kiritimati', '+14:00'],
      ['Pacific/Pago_Pago', '-11:00'],
    ] as const) {
      expect(within(all, `2026-12-24T23:59${offset}`, holidays, zone), zone).toBe(true);
      expect(within(all, `2026-12-25T00:00${offset}`, holidays, zone), zone).toBe(false);
      expect(within(all, `2026-12-25T23:59${offset}`, holidays, zone), zone).toBe(false);
      expect(within(all, `2026-12-26T00:00${offset}`, holidays, zone), zone).toBe(true);
    }
  });

  it('of several days, over the end of a year, and on the day that only leap years have', () => {
    const shutdown: Holiday = { firstDay: '2026-12-30', lastDay: '2027-01-01', hours: [] };
    const at = (date: string, holiday: Holiday) => within(office(), `${date}T10:00+01:00`, [holiday]);
    expect(at('2026-12-29', shutdown)).toBe(true);
    for (const date of ['2026-12-30', '2026-12-31', '2027-01-01'])
      expect(at(date, shutdown), date).toBe(false);
    expect(at('2027-01-04', shutdown)).toBe(true);
    expect(at('2028-02-28', day('2028-02-29'))).toBe(true);
    expect(at('2028-02-29', day('2028-02-29'))).toBe(false);
    expect(at('2028-03-01', day('2028-02-29'))).toBe(true);
  });

  it('nights belong to the day on which they begin', () => {
    const holidays = [day('2026-12-25')];
    expect(within(nights, '2026-12-24T23:00+01:00', holidays)).toBe(true);
    expect(within(nights, '2026-12-25T05:59+01:00', holidays)).toBe(true);
    expect(within(nights, '2026-12-25T22:00+01:00', holidays)).toBe(false);
    expect(within(nights, '2026-12-26T05:59+01:00', holidays)).toBe(false);
    expect(within(nights, '2026-12-26T22:00+01:00', holidays)).toBe(true);
  });

  it('hours of their own may reach into the next day', () => {
    const party = [day('2026-12-31', ['20:00', '03:00'])];
    expect(within(office('replace'), '2026-12-31T10:00+01:00', party)).toBe(false);
    expect(within(office('replace'), '2027-01-01T02:59+01:00', party)).toBe(true);
    expect(within(office('replace'), '2027-01-01T03:00+01:00', party)).toBe(false);
  });

  it('hours of their own keep to the wall when the clock changes', () => {
    // Madrid loses 02:00 to 03:00 on 29 March 2026, and has it twice on 25 October.
    const spring = [day('2026-03-29', ['01:30', '03:30'])];
    const autumn = [day('2026-10-25', ['02:15', '02:45'])];
    const open = (holidays: Holiday[], from: string) =>
      Array.from({ length: 36 }, (_, step) => Date.parse(from) + step * 300_000).filter((nowMs) =>
        isWithinSchedule(office('replace'), nowMs, 'Europe/Madrid', holidays),
      ).length;
    expect(open(spring, '2026-03-29T00:00Z')).toBe(12);
    expect(open(autumn, '2026-10-25T00:00Z')).toBe(12);
  });

  it('stay in force in a zone that once left a whole day out', () => {
    // Samoa went from 29 to 31 December 2011.
    const samoa = (instant: string, holidays: Holiday[]) => within(nights, instant, holidays, 'Pacific/Apia');
    expect(samoa('2011-12-30T09:59Z', [])).toBe(true);
    expect(samoa('2011-12-30T11:00Z', [day('2011-12-31')])).toBe(true);
    expect(samoa('2011-12-31T10:00Z', [day('2011-12-31')])).toBe(false);
  });
});

describe('for any holidays', () => {
  const date = fc
    .integer({ min: 0, max: 40 })
    .map((days) => new Date(Date.UTC(2026, 11, 10) + days * 86_400_000).toISOString().slice(0, 10));
  const time = fc
    .integer({ min: 0, max: 47 })
    .map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);
  const hours = fc.record({ from: time, to: time });
  const anyHoliday = fc.record({ firstDay: date, lastDay: date, hours: fc.array(hours, { maxLength: 2 }) });
  const instant = fc.integer({ min: Date.UTC(2026, 11, 10), max: Date.UTC(2027, 0, 20) });
  const zone = fc.constantFrom('Europe/Madrid', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Auckland');
  const windows = fc.array(
    fc.record({ days: fc.subarray([...WEEKDAYS], { minLength: 1 }), from: time, to: time }),
  );

  it('one more never opens, where the schedule closes or ignores them', () => {
    fc.assert(
      fc.property(
        ...[windows, fc.constantFrom<HolidayRule>('close', 'ignore'), fc.array(anyHoliday, { maxLength: 3 })],
        ...[anyHoliday, instant, zone],
        (each, rule, holidays, more, now, timeZone) => {
          const schedule = { windows: each, holidays: rule };
          return (
            !isWithinSchedule(schedule, now, timeZone, [...holidays, more]) ||
            isWithinSchedule(schedule, now, timeZone, holidays)
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('one more on a day that has one already never opens, where they replace the hours', () => {
    fc.assert(
      fc.property(windows, anyHoliday, hours, instant, zone, (each, holiday, other, now, timeZone) => {
        const schedule: WeeklySchedule = { windows: each, holidays: 'replace' };
        const second = { ...holiday, hours: [other] };
        return (
          !isWithinSchedule(schedule, now, timeZone, [holiday, second]) ||
          isWithinSchedule(schedule, now, timeZone, [holiday])
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('one whose days cannot be read closes every day', () => {
    for (const firstDay of ['2026-02-29', '', '26-12-24', 'tomorrow']) {
      const broken = { firstDay, lastDay: '2026-12-31', hours: [] };
      expect(within(office(), '2026-06-17T10:00+02:00', [broken]), firstDay).toBe(false);
    }
  });
});

describe('civil dates', () => {
  it('are days that there are', () => {
    for (const date of ['2026-12-24', '2028-02-29', '2000-02-29', '0001-01-01'])
      expect(isCivilDate(date)).toBe(true);
    for (const date of ['2027-02-29', '2100-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', ''])
      expect(isCivilDate(date), date).toBe(false);
  });

  it('follow each other over months, years and leap days', () => {
    expect(dayBefore('2027-01-01')).toBe('2026-12-31');
    expect(dayBefore('2028-03-01')).toBe('2028-02-29');
    expect(dayBefore('2026-03-01')).toBe('2026-02-28');
  });

  it('are those on the wall of the building', () => {
    expect(localTime(Date.parse('2026-12-31T20:00Z'), 'Asia/Kolkata')).toEqual({
      ...{ date: '2027-01-01', weekday: 'fri', minute: 90 },
    });
    expect(localTime(Date.parse('2027-01-01T03:00Z'), 'America/St_Johns')?.date).toBe('2026-12-31');
  });
});

describe('parsing a holiday', () => {
  it('takes a single day as a range of one, closed unless hours are given', () => {
    expect(parseHoliday({ firstDay: '2026-12-25' })).toEqual(day('2026-12-25'));
    expect(
      parseHoliday({ firstDay: '2026-12-24', hours: [{ from: '09:00', to: '13:00', note: 1 }] }),
    ).toEqual(CHRISTMAS[0]);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['no first day', {}],
    ['a day that there is not', { firstDay: '2027-02-29' }],
    ['a last day before the first', { firstDay: '2026-12-25', lastDay: '2026-12-24' }],
    ['hours that are no list', { firstDay: '2026-12-25', hours: 'all' }],
    ['hours of nothing', { firstDay: '2026-12-25', hours: [null] }],
    ['equal hours', { firstDay: '2026-12-25', hours: [{ from: '08:00', to: '08:00' }] }],
    ['too many hours', { firstDay: '2026-12-25', hours: new Array(9).fill({ from: '08:00', to: '09:00' }) }],
  ])('refuses %s', (_name, value) => {
    expect(() => parseHoliday(value)).toThrow(AccessError);
  });
});
