/** Part of a day by the clock on the wall of the building. */
export interface ClockHours {
  /** First minute inside, `HH:MM` from 00:00 to 23:59. */
  readonly from: string;
  /** First minute outside, `HH:MM` from 00:00 to 24:00, not `from`. Earlier than `from` means on the next day. */
  readonly to: string;
}

export const MINUTES_PER_DAY = 24 * 60;

/** Minutes since the midnight that the day begins with: `to` lies beyond 1440 where the hours reach into the next day. */
export interface MinuteSpan {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Undefined if a time is malformed, or both are equal and could mean all day or never. */
export function minuteSpan({ from, to }: ClockHours): MinuteSpan | undefined {
  const fromMinute = minuteOfDay(from);
  const toMinute = minuteOfDay(to);
  if (fromMinute === undefined || toMinute === undefined) return undefined;
  if (fromMinute >= MINUTES_PER_DAY || fromMinute === toMinute) return undefined;
  return { fromMinute, toMinute: toMinute > fromMinute ? toMinute : toMinute + MINUTES_PER_DAY };
}

/** @param minute since that midnight, 0 to 2879; hours that cannot be read cover none */
export function coversMinute(hours: ClockHours, minute: number): boolean {
  const span = minuteSpan(hours);
  return span !== undefined && minute >= span.fromMinute && minute < span.toMinute;
}

/** Minutes since midnight, 0 to 1440, or undefined. */
function minuteOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (!match) return undefined;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return minute <= MINUTES_PER_DAY ? minute : undefined;
}
