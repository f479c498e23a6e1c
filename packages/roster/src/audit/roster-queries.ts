import type { Statement } from '../database/database.ts';
import { ROSTER_CHAIN } from './audit-entry.ts';
import type { JsonValue } from './canonical-json.ts';

/** By the kind of their entries: the table, and the columns that the migrations let into the log. */
export const AUDITED_TABLES = Object.freeze({
  site: { table: 'sites', columns: undefined },
  building: { table: 'buildings', columns: undefined },
  edge: { table: 'edges', columns: undefined },
  door: { table: 'doors', columns: undefined },
  person: {
    table: 'persons',
    columns: ['site_id', 'status', 'kind', 'valid_from', 'valid_until', 'escorted', 'may_escort'],
  },
  holiday: { table: 'holidays', columns: undefined },
  lockdown: { table: 'lockdowns', columns: undefined },
  area: { table: 'areas', columns: undefined },
  card: { table: 'cards', columns: ['person_id', 'status', 'valid_from', 'valid_until', 'revoked_at'] },
  template: {
    table: 'templates',
    columns: ['person_id', 'model_id', 'dimension', 'quality', 'source_hash', 'revoked_at'],
  },
  grant: {
    table: 'access_grants',
    columns: [
      'person_id',
      'building_id',
      'door_id',
      'valid_from',
      'valid_until',
      'schedule',
      'passes_lockdown',
      'revoked_at',
    ],
  },
  account: { table: 'accounts', columns: ['name', 'role', 'disabled'] },
  token: { table: 'account_tokens', columns: ['account_id', 'name', 'role', 'expires_at', 'revoked_at'] },
  proposal: { table: 'proposals', columns: undefined },
});

/**
 * Columns that were added after there was a log, with what they hold in rows that were there before: no entry says so, as
 * a migration has no key to sign it with.
 */
export const LATER_DEFAULTS: Readonly<Record<string, Readonly<Record<string, JsonValue>>>> = Object.freeze({
  building: { pool: 'default' },
  person: { kind: 'employee', escorted: false, may_escort: false },
  grant: { passes_lockdown: false },
});

export type AuditedKind = keyof typeof AUDITED_TABLES;

/** A page of rows behind $1, each with the entries about it. Times are written as the triggers write them: in UTC. */
export function rowsPage(kind: AuditedKind): Statement {
  const { table, columns } = AUDITED_TABLES[kind];
  const row = columns
    ? `jsonb_build_object(${columns.map((name) => `'${name}', to_jsonb(r) -> '${name}'`).join(', ')})`
    : 'to_jsonb(r)';
  return {
    name: `audited-${table}`,
    text: `
      SELECT r.id, ${row} AS row, ARRAY(
        SELECT e.entry FROM audit_entries e
        WHERE e.subject_id = r.id AND e.chain_id = '${ROSTER_CHAIN}' AND e.action LIKE '${kind}.%' ORDER BY e.seq) AS entries
      FROM ${table} r WHERE r.id > $1 ORDER BY r.id LIMIT $2`,
  };
}

/** A page of ids behind $1 that were added and are not there, and were not removed after they were last added. */
export function gonePage(kind: AuditedKind): Statement {
  const { table } = AUDITED_TABLES[kind];
  return {
    name: `gone-${table}`,
    text: `
      SELECT e.subject_id AS id FROM audit_entries e
      WHERE e.chain_id = '${ROSTER_CHAIN}' AND e.action IN ('${kind}.added', '${kind}.found') AND e.subject_id > $1
        AND NOT EXISTS (SELECT FROM ${table} r WHERE r.id = e.subject_id)
        AND NOT EXISTS (
          SELECT FROM audit_entries gone WHERE gone.subject_id = e.subject_id AND gone.chain_id = e.chain_id
            AND gone.action = '${kind}.removed' AND gone.seq > e.seq)
      ORDER BY e.subject_id LIMIT $2`,
  };
}
