import type { AccessGrant } from '@portero/roster';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** @param names display names by person id; without them the column is left out */
export function grantsTable(
  grants: readonly AccessGrant[],
  style: Style,
  names?: Readonly<Record<string, string>>,
): string {
  if (grants.length === 0) return 'no access granted; grant with: portero access grant PERSON PLACE';
  const rows = grants.map((grant) => [
    ...(names ? [names[grant.personId] ?? grant.personId] : []),
    grant.place,
    grant.validFrom?.toISOString(),
    grant.validUntil?.toISOString(),
    grant.schedule === undefined || grant.schedule === null ? undefined : 'yes',
    grant.passesLockdown ? 'yes' : undefined,
    grant.revokedAt ? style.yellow('revoked') : 'granted',
    grant.id,
  ]);
  return table(
    [...(names ? ['PERSON'] : []), 'PLACE', 'FROM', 'UNTIL', 'SCHEDULE', 'LOCKDOWN', 'STATUS', 'GRANT'],
    rows,
    style,
  );
}
