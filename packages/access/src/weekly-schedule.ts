import { AccessError } from './access-error.ts';
import { dayBefore } from './civil-date.ts';
import { type ClockHours, coversMinute, MINUTES_PER_DAY, minuteSpan } from './clock-hours.ts';
import { fallsOn, HOLIDAY_RULES, type Holiday, type HolidayRule, isWithinHolidayHours } from './holiday.ts';
import { localTime, WEEKDAYS, type Weekday } from './local-time.ts';

/** Times of a weekly schedule by the clock on the wall of the building. */
export interface ScheduleWindow extends ClockHours {
  /** Days on which the window begins. */
  readonly days: readonly Weekday[];
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
  /** What holidays do to it. @defaultValue 'close' */
  readonly holidays?: HolidayRule;
}

const MAX_WINDOWS = 64;

/**
 * Whether the schedule covers an instant. Whatever cannot be read (an unknown zone, a malformed window, an instant
 * that is no number) is outside.
 *
 * Hours across midnight belong to the day on which they begin: the small hours after a holiday's eve are those of the
 * eve, and the night that begins on the holiday is the holiday's until it ends.
 *
 * @param holidays of the place; those of other days do no harm
 */
export function isWithinSchedule(
  schedule: WeeklySchedule,
  nowMs: number,
  timeZone: string,
  holidays: readonly Holiday[] = [],
): boolean {
  const now = localTime(nowMs, schedule.timeZone ?? timeZone);
  if (!now) return false;
  const yesterday = {
    date: dayBefore(now.date),
    weekday: WEEKDAYS[(WEEKDAYS.indexOf(now.weekday) + 6) % 7]!,
    minute: now.minute + MINUTES_PER_DAY,
  };
  return [now, yesterday].some((day) => isOpenOn(day, schedule, holidays));
}

/** @param day.minute since its midnight; from 1440 on the next day, where only hours across midnight reach */
function isOpenOn(
  { date, weekday, minute }: { date: string; weekday: Weekday; minute: number },
  { windows, holidays: rule = 'close' }: WeeklySchedule,
  holidays: readonly Holiday[],
): boolean {
  const today = rule === 'ignore' ? [] : holidays.filter((holiday) => fallsOn(holiday, date));
  // A rule from a newer release closes.
  if (today.length > 0) return rule === 'replace' && isWithinHolidayHours(today, minute);
  return windows.some((window) => window.days.includes(weekday) && coversMinute(window, minute));
}

/**
 * A schedule from a database or a person, checked in full.
 * @throws {AccessError} `SCHEDULE_INVALID` naming the window and the member that is wrong
 */
export function parseWeeklySchedule(value: unknown): WeeklySchedule {
  if (!isRecord(value)) throw invalid('it is not an object');
  const { timeZone, windows, holidays } = value;
  if (timeZone !== undefined && (typeof timeZone !== 'string' || !localTime(0, timeZone))) {
    throw invalid('timeZone is not an IANA time zone such as Europe/Madrid');
  }
  if (!Array.isArray(windows) || windows.length > MAX_WINDOWS) {
    throw invalid(`windows is not a list of at most ${MAX_WINDOWS}`);
  }
  if (holidays !== undefined && !isHolidayRule(holidays)) {
    throw invalid(`holidays is not one of ${HOLIDAY_RULES.join(', ')}`);
  }
  return {
    windows: windows.map(parseWindow),
    ...(timeZone !== undefined && { timeZone }),
    ...(holidays !== undefined && { holidays }),
  };
}

function parseWindow(value: unknown, index: number): ScheduleWindow {
  if (!isRecord(value)) throw invalid(`window ${index} is not an object`);
  const { days, from, to } = value;
  if (!Array.isArray(days) || days.length < 1 || days.length > 7 || !days.every(isWeekday)) {
    throw invalid(`days of window ${index} are not some of ${WEEKDAYS.join(', ')}`);
  }
  if (typeof from !== 'string' || typeof to !== 'string' || !minuteSpan({ from, to })) {
    throw invalid(
      `from and to of window ${index} are not two different times HH:MM, from 00:00 to 23:59 and up to 24:00`,
    );
  }
  return { days, from, to };
}

function isWeekday(value: unknown): value is Weekday {
  return (WEEKDAYS as readonly unknown[]).includes(value);
}

function isHolidayRule(value: unknown): value is HolidayRule {
  return (HOLIDAY_RULES as readonly unknown[]).includes(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(cause: string): AccessError {
  return new AccessError(
    'SCHEDULE_INVALID',
    `The weekly schedule is not valid: ${cause}. Example: {"windows":[{"days":["mon","fri"],"from":"08:00","to":"18:00"}],"holidays":"close"}.`,
  );
}
