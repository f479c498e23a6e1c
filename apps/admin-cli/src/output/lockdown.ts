import type { Lockdown } from '@portero/roster';
import type { Style } from './style.ts';
import { table } from './table.ts';

export function lockdownLine({ place, startedAt, endedAt, reason }: Lockdown, style: Style): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  const since = `since ${startedAt.toISOString()}${why}`;
  return endedAt
    ? `ended the lockdown of ${place} (${since})`
    : `${style.yellow('locked down')} ${place} ${since}`;
}

export function lockdownsTable(lockdowns: readonly Lockdown[], style: Style): string {
  if (lockdowns.length === 0) return 'nothing is locked down';
  const rows = lockdowns.map(({ place, startedAt, reason }) => [
    style.yellow(place),
    startedAt.toISOString(),
    reason,
  ]);
  return table(['LOCKED DOWN', 'SINCE', 'REASON'], rows, style);
}
