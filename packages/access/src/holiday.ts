import { AccessError } from './access-error.ts';
import { isCivilDate } from './civil-date.ts';
import { type ClockHours, coversMinute, minuteSpan } from './clock-hours.ts';

/** A day, or several in a row, on which a building does not keep its usual hours. */
export interface Holiday {
  /** `YYYY-MM-DD` in the zone in which the schedule is read. */
  readonly firstDay: string;
  /** Inclusive; the first day again for a single one. */
  readonly lastDay: string;
  /** Of each of its days. None means closed all day. */
  readonly hours: readonly ClockHours[];
}

/**
 * What a schedule makes of holidays: closed on them whatever their hours, open in the hours of the holiday instead of its
 * own, or as on any other day.
 */
export const HOLIDAY_RULES = Object.freeze(['close', 'replace', 'ignore'] as const);

export type HolidayRule = (typeof HOLIDAY_RULES)[number];

const MAX_HOURS = 8;

/** A holiday whose days cannot be read could be today. */
export function fallsOn({ firstDay, lastDay }: Holiday, date: string): boolean {
  if (!isCivilDate(firstDay) || !isCivilDate(lastDay)) return true;
  // Civil dates of four-digit years sort as texts.
  return firstDay <= date && date <= lastDay;
}

/** Of several on one day each has to agree, so that one more never opens. @param minute of that day, 0 to 2879 */
export function isWithinHolidayHours(holidays: readonly Holiday[], minute: number): boolean {
  return holidays.every(({ hours }) => hours.some((each) => coversMinute(each, minute)));
}

/**
 * A holiday from a database or a person, checked in full.
 * @throws {AccessError} `HOLIDAY_INVALID` naming the member that is wrong
 */
export function parseHoliday(value: unknown): Holiday {
  if (typeof value !== 'object' || value === null) throw invalid('it is not an object');
  const { firstDay, lastDay = firstDay, hours = [] } = value as Record<string, unknown>;
  if (typeof firstDay !== 'string' || !isCivilDate(firstDay)) throw invalid('the first day is no YYYY-MM-DD');
  if (typeof lastDay !== 'string' || !isCivilDate(lastDay)) throw invalid('the last day is no YYYY-MM-DD');
  if (lastDay < firstDay) throw invalid('the last day comes before the first');
  return { firstDay, lastDay, hours: parseHolidayHours(hours) };
}

/** @throws {AccessError} `HOLIDAY_INVALID` */
export function parseHolidayHours(value: unknown): readonly ClockHours[] {
  if (!Array.isArray(value) || value.length > MAX_HOURS) {
    throw invalid(`the hours are not a list of at most ${MAX_HOURS}`);
  }
  return value.map((hours: unknown) => {
    const { from, to } = (hours ?? {}) as Record<string, unknown>;
    if (typeof from !== 'string' || typeof to !== 'string' || !minuteSpan({ from, to })) {
      throw invalid('its hours are not two different times HH:MM, from 00:00 to 23:59 and up to 24:00');
    }
    return { from, to };
  });
}

function invalid(cause: string): AccessError {
  return new AccessError(
    'HOLIDAY_INVALID',
    `The holiday is not valid: ${cause}. Example: {"firstDay":"2026-12-24","lastDay":"2026-12-24","hours":[{"from":"09:00","to":"13:00"}]}.`,
  );
}
