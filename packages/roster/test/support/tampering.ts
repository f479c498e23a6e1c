import { createHash } from 'node:crypto';
import { generateSigningKey, importSigner, signAuditSeal } from '@portero/protocol';
import type pg from 'pg';

/** Everything that the audit looks at. */
export const TABLES = ['audit_entries', 'audit_seals', 'audit_checkpoints', 'decisions'] as const;

export type Table = (typeof TABLES)[number];

/** What an owner of the tables can take away: triggers and constraints. Done once, and kept out of the way since. */
export async function disarm(sql: pg.Client): Promise<void> {
  for (const table of TABLES) {
    await sql.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
    const { rows } = await sql.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint WHERE conrelid = $1::regclass AND contype IN ('p', 'u', 'c')`,
      [table],
    );
    for (const { name } of rows) await sql.query(`ALTER TABLE ${table} DROP CONSTRAINT "${name}"`);
    const { rows: columns } = await sql.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attnotnull`,
      [table],
    );
    for (const { name } of columns)
      await sql.query(`ALTER TABLE ${table} ALTER COLUMN "${name}" DROP NOT NULL`);
    await sql.query(`CREATE TABLE kept_${table} AS TABLE ${table}`);
  }
  await sql.query('DROP INDEX decisions_request_id_key');
}

export async function restore(sql: pg.Client): Promise<void> {
  for (const table of TABLES) {
    await sql.query(`TRUNCATE ${table}`);
    await sql.query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
  }
}

/** A value of the type of the column that is not the one that is there. */
const OTHER_VALUE: Readonly<Record<string, (column: string) => string>> = {
  uuid: () => 'gen_random_uuid()',
  text: (column) => `coalesce(${column}, '') || 'x'`,
  bigint: (column) => `coalesce(${column}, 0) + 1`,
  'double precision': (column) => `coalesce(${column}, 0) / 2 + 0.0625`,
  'timestamp with time zone': (column) => `coalesce(${column}, now()) + interval '1 second'`,
  jsonb: (column) => `coalesce(${column}, '{}') || '{"forged": 1}'`,
  bytea: (column) => `sha256(coalesce(${column}, ''))`,
};

export interface Column {
  table: Table;
  name: string;
  type: string;
}

export async function columnsOf(sql: pg.Client): Promise<Column[]> {
  const { rows } = await sql.query<Column>(
    `SELECT table_name AS table, column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_name = ANY ($1) ORDER BY 1, 2`,
    [TABLES],
  );
  return rows;
}

export type Change = 'other' | 'nothing' | 'impossible';

/** @returns rows changed: none when there are fewer, or nothing stands there to be taken away */
export async function changeColumn(
  sql: pg.Client,
  { table, name, type }: Column,
  row: number,
  how: Change,
): Promise<number> {
  const other = OTHER_VALUE[type]!(`"${name}"`);
  const impossible = type === 'double precision' ? `'NaN'` : other;
  const value = { other, nothing: 'NULL', impossible }[how];
  const place = `(SELECT ctid FROM ${table} ORDER BY ctid OFFSET ${row} LIMIT 1)`;
  const isThere = how === 'nothing' ? `AND "${name}" IS NOT NULL` : '';
  const { rowCount } = await sql.query(
    `UPDATE ${table} SET "${name}" = ${value} WHERE ctid = ${place} ${isThere}`,
  );
  return rowCount ?? 0;
}

export async function deleteRow(sql: pg.Client, table: Table, row: number): Promise<number> {
  const place = `(SELECT ctid FROM ${table} ORDER BY ctid OFFSET ${row} LIMIT 1)`;
  return (await sql.query(`DELETE FROM ${table} WHERE ctid = ${place}`)).rowCount ?? 0;
}

interface Entry {
  seq: string;
  entry: string;
  hash: Buffer;
}

/** Writes a whole chain anew, numbered and hashed as it should be, whatever its entries say now. */
export async function rewriteChain(
  sql: pg.Client,
  chain: string,
  change: (entries: Record<string, unknown>[]) => Record<string, unknown>[],
): Promise<void> {
  const { rows } = await sql.query<Entry>(
    'SELECT seq, entry, hash FROM audit_entries WHERE chain_id = $1 ORDER BY seq',
    [chain],
  );
  const entries = change(rows.map(({ entry }) => JSON.parse(entry) as Record<string, unknown>));
  await sql.query('DELETE FROM audit_entries WHERE chain_id = $1', [chain]);
  let hash: Buffer = Buffer.alloc(32);
  for (const [index, entry] of entries.entries()) {
    const text = canonical({ ...entry, seq: index + 1 });
    hash = createHash('sha256').update(hash).update(text).digest();
    await sql.query(
      `INSERT INTO audit_entries (chain_id, seq, at, action, subject_id, person_id, door, entry, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [chain, index + 1, entry.at, entry.action, entry.subject, entry.person, entry.door, text, hash],
    );
  }
}

/** The seal of the newest entry, made anew with a key that nobody trusts. */
export async function sealWithOwnKey(sql: pg.Client): Promise<void> {
  const mallory = importSigner((await generateSigningKey()).privateJwk);
  const { rows } = await sql.query<{ chain: string; seq: number; previous: Buffer; hash: Buffer }>(
    `SELECT e.chain_id AS chain, e.seq::int AS seq, e.hash, p.hash AS previous FROM audit_entries e
     JOIN audit_entries p ON p.chain_id = e.chain_id AND p.seq = e.seq - 1 ORDER BY e.seq DESC LIMIT 1`,
  );
  const { chain, seq, previous, hash } = rows[0]!;
  const text = (bytes: Buffer) => bytes.toString('base64url');
  const seal = { v: 1 as const, chain, fromSeq: seq, toSeq: seq, previous: text(previous), hash: text(hash) };
  await sql.query('UPDATE audit_seals SET jws = $3, from_seq = $2 WHERE chain_id = $1 AND to_seq = $2', [
    ...[chain, seq],
    signAuditSeal(seal, mallory),
  ]);
}

/** Written again here, so that a test does not rest on what it tests. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
