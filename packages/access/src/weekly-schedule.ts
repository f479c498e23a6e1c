import { AccessError } from './access-error.ts';
import { localTime, WEEKDAYS, type Weekday } from './local-time.ts';

/** Times of a weekly schedule by the clock on the wall of the building. */
export interface ScheduleWindow {
  /** Days on which the window begins. */
  readonly days: readonly Weekday[];
  /** First minute inside, `HH:MM` from 00:00 to 23:59. */
  readonly from: string;
  /** First minute outside, `HH:MM` from 00:00 to 24:00, not `from`. Earlier than `from` means on the next day. */
  readonly to: string;
}

/**
 * When in the week a grant holds: inside any of its windows. None means never.
 *
 * Windows are read off the local clock, so daylight saving needs no rule of its own: an hour that the spring skips
 * is never inside, one that the autumn repeats is inside both times, and 08:00 stays 08:00 all year.
 */
export interface WeeklySchedule {
  /** IANA zone. @defaultValue the building's */
  readonly timeZone?: string;
  readonly windows: readonly ScheduleWindow[];
}

const MINUTES_PER_DAY = 24 * 60;
const MAX_WINDOWS = 64;

/**
 * Whether the schedule covers an instant. Whatever cannot be read (an unknown zone, a malformed window, an instant
 * that is no number) is outside.
 */
export function isWithinSchedule(schedule: WeeklySchedule, nowMs: number, timeZone: string): boolean {
  const now = localTime(nowMs, schedule.timeZone ?? timeZone);
  if (!now) return false;
  const yesterday = WEEKDAYS[(WEEKDAYS.indexOf(now.weekday) + 6) % 7]!;
  return schedule.windows.some(({ days, from, to }) => {
    const span = readSpan(from, to);
    if (!span) return false;
    const { fromMinute, toMinute } = span;
    if (fromMinute < toMinute) {
      return days.includes(now.weekday) && now.minute >= fromMinute && now.minute < toMinute;
    }
    // Across midnight: the evening belongs to the day it began on, the small hours to the day after.
    return (
      (days.includes(now.weekday) && now.minute >= fromMinute) ||
      (days.includes(yesterday) && now.minute < toMinute)
    );
  });
}

/**
 * A schedule from a database or a person, checked in full.
 * @throws {AccessError} `SCHEDULE_INVALID` naming the window and the member that is wrong
 */
export function parseWeeklySchedule(value: unknown): WeeklySchedule {
  if (!isRecord(value)) throw invalid('it is not an object');
  const { timeZone, windows } = value;
  if (timeZone !== undefined && (typeof timeZone !== 'string' || !localTime(0, timeZone))) {
    throw invalid('timeZone is not an IANA time zone such as Europe/Madrid');
  }
  if (!Array.isArray(windows) || windows.length > MAX_WINDOWS) {
    throw invalid(`windows is not a list of at most ${MAX_WINDOWS}`);
  }
  const parsed = { windows: windows.map(parseWindow) };
  return timeZone === undefined ? parsed : { ...parsed, timeZone };
}

function parseWindow(value: unknown, index: number): ScheduleWindow {
  if (!isRecord(value)) throw invalid(`window ${index} is not an object`);
  const { days, from, to } = value;
  if (!Array.isArray(days) || days.length < 1 || days.length > 7 || !days.every(isWeekday)) {
    throw invalid(`days of window ${index} are not some of ${WEEKDAYS.join(', ')}`);
  }
  if (typeof from !== 'string' || typeof to !== 'string' || !readSpan(from, to)) {
    throw invalid(
      `from and to of window ${index} are not two different times HH:MM, from 00:00 to 23:59 and up to 24:00`,
    );
  }
  return { days, from, to };
}

/** Minutes since midnight; undefined if a time is malformed, or both are equal and could mean all day or never. */
function readSpan(from: string, to: string): { fromMinute: number; toMinute: number } | undefined {
  const fromMinute = minuteOfDay(from);
  const toMinute = minuteOfDay(to);
  if (fromMinute === undefined || toMinute === undefined) return undefined;
  return fromMinute < MINUTES_PER_DAY && fromMinute !== toMinute ? { fromMinute, toMinute } : undefined;
}

/** Minutes since midnight, 0 to 1440, or undefined. */
function minuteOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (!match) return undefined;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return minute <= MINUTES_PER_DAY ? minute : undefined;
}

function isWeekday(value: unknown): value is Weekday {
  return (WEEKDAYS as readonly unknown[]).includes(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(cause: string): AccessError {
  return new AccessError(
    'SCHEDULE_INVALID',
    `The weekly schedule is not valid: ${cause}. Example: {"windows":[{"days":["mon","fri"],"from":"08:00","to":"18:00"}]}.`,
  );
}
