import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { parseScope } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkText } from '../validate.ts';
import type { Lockdown, LockdownRepository } from './lockdown.ts';
import {
  END_LOCKDOWN,
  FIND_LOCKDOWN,
  FIND_SCOPE,
  LIST_LOCKDOWNS,
  START_LOCKDOWN,
} from './lockdown-queries.ts';

interface LockdownRow {
  id: string;
  place: string;
  reason: string | null;
  startedAt: Date;
  endedAt: Date | null;
}

interface Scope {
  siteId: string | null;
  buildingId: string | null;
  doorId: string | null;
}

interface LockdownDeps {
  acts: Pick<AuditActs, 'sql'>;
}

export function createLockdownRepository(database: Database, { acts }: LockdownDeps): LockdownRepository {
  /** @returns the ids of site, building and door, of which one is there */
  const requireScope = async (place: string): Promise<(string | null)[]> => {
    const { site, building, edge, door } = parseScope(place);
    const values = [site, building ?? null, edge ?? null, door ?? null];
    const scope = await database.row<Scope>('finding a place', FIND_SCOPE, values);
    if (scope) return [scope.siteId, scope.buildingId, scope.doorId];
    throw new RosterError('NOT_FOUND', `There is no place ${place}. Check its address; nothing was locked.`, {
      context: { place },
    });
  };

  return {
    async start(place, reason) {
      if (reason !== undefined) checkText('reason', reason, 200);
      const scope = await requireScope(place);
      const [started] = await acts.sql('starting a lockdown', (transaction) =>
        transaction.rows<LockdownRow>(START_LOCKDOWN, [newId(), ...scope, reason ?? null]),
      );
      const row = started ?? (await database.row<LockdownRow>('finding a lockdown', FIND_LOCKDOWN, scope));
      if (row) return withoutNulls(row);
      throw new RosterError(
        'DATABASE_CONFLICT',
        `Somebody ended the lockdown of ${place} while it was started. Start it again.`,
        { context: { place } },
      );
    },

    async end(place) {
      const scope = await requireScope(place);
      const [row] = await acts.sql('ending a lockdown', (transaction) =>
        transaction.rows<LockdownRow>(END_LOCKDOWN, scope),
      );
      return row && withoutNulls(row);
    },

    async list(place): Promise<Lockdown[]> {
      if (place !== undefined) await requireScope(place);
      const rows = await database.rows<LockdownRow>('listing lockdowns', LIST_LOCKDOWNS, [place ?? null]);
      return rows.map((row) => withoutNulls(row));
    },
  };
}
