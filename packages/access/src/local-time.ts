/** In the order of ISO 8601, section 4.2: the week begins on Monday. */
export const WEEKDAYS = Object.freeze(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const);

export type Weekday = (typeof WEEKDAYS)[number];

export interface LocalTime {
  /** Civil date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly weekday: Weekday;
  /** Whole minutes since local midnight by the clock on the wall, 0 to 1439. */
  readonly minute: number;
}

/**
 * What calendar and clock on the wall show, by the zone rules of the running ICU.
 * @param timeZone an IANA zone such as `Europe/Madrid`
 * @returns undefined if the zone is unknown or the instant is outside the range of dates
 */
export function localTime(nowMs: number, timeZone: string): LocalTime | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      calendar: 'gregory',
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    const parts = new Map(format.formatToParts(nowMs).map(({ type, value }) => [type, value]));
    const weekday = WEEKDAYS.find((day) => day === parts.get('weekday')?.toLowerCase());
    const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
    const date = `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
    return weekday && Number.isInteger(minute) ? { date, weekday, minute } : undefined;
  } catch {
    // RangeError: an unknown zone, or NaN and infinities as the instant.
    return undefined;
  }
}
