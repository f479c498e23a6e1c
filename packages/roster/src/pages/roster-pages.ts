import { type AuditEntry, ENTRY_VERSION } from '../audit/audit-entry.ts';
import type { EntryRecord } from '../audit/found-rows.ts';
import { readEntry } from '../audit/read-entry.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { FIND_BY_IDS } from '../decisions/decision-queries.ts';
import { type StoredDecision, toDecision } from '../decisions/stored-decision.ts';
import type { AccessGrant } from '../people/access-grant.ts';
import type { Person } from '../people/person.ts';
import { checkInteger, isUuid } from '../validate.ts';
import type { RosterPages } from './page.ts';
import { AUDIT_PAGE, DECISION_PAGE, GRANT_PAGE, PERSON_PAGE } from './page-queries.ts';

/** Absent reads null, as Postgres has it. */
function nulls(...values: readonly unknown[]): unknown[] {
  return values.map((value) => value ?? null);
}

/** One that somebody has damaged is shown as what its columns say, and not left out. */
function shownEntry(record: EntryRecord): AuditEntry {
  const read = readEntry(record);
  if (read.ok) return read.entry;
  const { chain, seq, at, action } = record;
  return { v: ENTRY_VERSION, chain, seq, at: at.toISOString(), action, details: { unreadable: true } };
}

export function createRosterPages(database: Database): RosterPages {
  return {
    async persons({ site, status, externalId, name, after, limit }) {
      checkInteger('limit', limit, 1, 1000);
      const values = nulls(site, status, externalId, name, after, limit);
      const rows = await database.rows<Person>('listing people', PERSON_PAGE, values);
      return rows.map((row) => withoutNulls(row) as Person);
    },

    async grants({ personId, place, includeRevoked = false, after, limit }) {
      checkInteger('limit', limit, 1, 1000);
      const values = nulls(personId, place, includeRevoked, after, limit);
      const rows = await database.rows<AccessGrant>('listing grants', GRANT_PAGE, values);
      return rows.map((row) => withoutNulls(row) as AccessGrant);
    },

    async decisions({ door, personId, action, reason, since, until, after, limit }) {
      checkInteger('limit', limit, 1, 1000);
      const position = [after?.decidedAt, after?.id];
      const values = nulls(door, personId, action, reason, since, until, ...position, limit);
      return (await database.rows<StoredDecision>('listing decisions', DECISION_PAGE, values)).map(
        toDecision,
      );
    },

    async decision(id) {
      if (!isUuid(id)) return undefined;
      const row = await database.row<StoredDecision>('finding a decision', FIND_BY_IDS, [[id]]);
      return row && toDecision(row);
    },

    async audit({ personId, subjectId, action, since, until, after, limit }) {
      checkInteger('limit', limit, 1, 1000);
      const position = [after?.at, after?.chain, after?.seq];
      const values = nulls(personId, subjectId, action, since, until, ...position, limit);
      const records = await database.rows<EntryRecord>('reading the audit log', AUDIT_PAGE, values);
      return records.map(shownEntry);
    },
  };
}
