import type { Holiday } from '@portero/roster';
import type { Style } from './style.ts';
import { count, table } from './table.ts';

function daysOf({ firstDay, lastDay }: Holiday): string {
  return firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`;
}

/** Hours are opaque to the roster; those that this program wrote are read. */
function hoursOf({ hours }: Holiday): string {
  if (!Array.isArray(hours) || hours.length === 0) return 'closed';
  return (hours as { from?: unknown; to?: unknown }[]).map(({ from, to }) => `${from}-${to}`).join(', ');
}

export function holidayLine(holiday: Holiday): string {
  return `${holiday.name}, ${daysOf(holiday)}, at ${holiday.place}: ${hoursOf(holiday)}`;
}

export function holidaysTable(holidays: readonly Holiday[], style: Style): string {
  if (holidays.length === 0) return 'no holidays; add one with: portero holiday add hq 2026-12-25 Christmas';
  return table(
    ['DAYS', 'HOLIDAY', 'PLACE', 'HOURS', 'ID'],
    holidays.map((holiday) => [daysOf(holiday), holiday.name, holiday.place, hoursOf(holiday), holiday.id]),
    style,
  );
}

export function importLine(counts: { added: number; known: number; skipped: number }, place: string): string {
  const skipped =
    counts.skipped > 0 ? `, skipped ${count(counts.skipped, 'event')} that ask for times of day` : '';
  return `added ${count(counts.added, 'holiday')} to ${place}, ${counts.known} known already${skipped}`;
}
