const MS_PER_DAY = 86_400_000;

/** Whether a text is a day of the (proleptic) Gregorian calendar, `YYYY-MM-DD`: 2028-02-29 is, 2027-02-29 is not. */
export function isCivilDate(text: string): boolean {
  const time = midnightUtc(text);
  return time !== undefined && new Date(time).toISOString().startsWith(text);
}

/** The day before a civil date, by the calendar: no clock, hence no daylight saving, has a part in it. */
export function dayBefore(date: string): string {
  const time = midnightUtc(date);
  return time === undefined ? '' : new Date(time - MS_PER_DAY).toISOString().slice(0, 10);
}

function midnightUtc(text: string): number | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : time;
}
