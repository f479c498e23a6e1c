import type { Statement } from '../database/database.ts';

/** Whoever has dropped constraints may have put nothing where something belongs: then it reads as something that never fits. */
export const ENTRY_COLUMNS = `coalesce(chain_id, '00000000-0000-0000-0000-000000000000') AS chain, seq::float8 AS seq,
  coalesce(at, 'epoch') AS at, coalesce(action, '') AS action, subject_id AS subject, person_id AS person, door,
  coalesce(entry, '') AS text, coalesce(hash, '') AS hash`;

const SEAL_COLUMNS = `coalesce(chain_id, '00000000-0000-0000-0000-000000000000') AS chain,
  coalesce(from_seq, 0)::float8 AS "fromSeq", to_seq::float8 AS "toSeq", coalesce(jws, '') AS jws`;

/** One state of the database for all that follows, however long it takes. */
export const SNAPSHOT: Statement = {
  name: 'audit-snapshot',
  text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY',
};

/** So that times in JSON read as those that the triggers have written. */
export const IN_UTC: Statement = { name: 'in-utc', text: `SET LOCAL timezone TO 'UTC'` };

/** In each chain from a number on; a cursor, since an index that somebody dropped must not make it skip anything. */
export function declareEntries(fromSeq: number): Statement {
  return {
    name: `declare-audit-entries-${fromSeq}`,
    text: `DECLARE audit_entries_walk NO SCROLL CURSOR FOR
      SELECT ${ENTRY_COLUMNS} FROM audit_entries WHERE seq >= ${fromSeq} ORDER BY chain_id, seq`,
  };
}

export function declareSeals(fromSeq: number): Statement {
  return {
    name: `declare-audit-seals-${fromSeq}`,
    text: `DECLARE audit_seals_walk NO SCROLL CURSOR FOR
      SELECT ${SEAL_COLUMNS} FROM audit_seals WHERE to_seq >= ${fromSeq} ORDER BY chain_id, from_seq, to_seq`,
  };
}

export function fetchFrom(cursor: string, rows: number): Statement {
  return { name: `fetch-${cursor}-${rows}`, text: `FETCH ${rows} FROM ${cursor}` };
}

export const CHECKPOINTS: Statement = {
  name: 'audit-checkpoints',
  text: `SELECT id, coalesce(at, 'epoch') AS at, coalesce(jws, '') AS jws FROM audit_checkpoints ORDER BY id`,
};

export const ADD_CHECKPOINT: Statement = {
  name: 'add-audit-checkpoint',
  text: 'INSERT INTO audit_checkpoints (id, at, jws) VALUES ($1, $2, $3)',
};

/** The newest entry of every chain, one look into the index for each. */
export const HEADS: Statement = {
  name: 'audit-heads',
  text: `
    WITH RECURSIVE chains AS (
      (SELECT chain_id FROM audit_entries ORDER BY chain_id LIMIT 1)
      UNION ALL
      SELECT (SELECT e.chain_id FROM audit_entries e WHERE e.chain_id > chains.chain_id ORDER BY e.chain_id LIMIT 1)
      FROM chains WHERE chains.chain_id IS NOT NULL)
    SELECT chains.chain_id AS chain, newest.seq::float8 AS seq, newest.hash FROM chains
    CROSS JOIN LATERAL (
      SELECT seq, hash FROM audit_entries e WHERE e.chain_id = chains.chain_id ORDER BY seq DESC LIMIT 1) newest`,
};

export const ENTRY_RANGE: Statement = {
  name: 'audit-entry-range',
  text: `SELECT ${ENTRY_COLUMNS} FROM audit_entries WHERE chain_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq`,
};

/** The seal that covers an entry, or the next behind it. */
export const SEAL_OF: Statement = {
  name: 'audit-seal-of',
  text: `SELECT ${SEAL_COLUMNS} FROM audit_seals WHERE chain_id = $1 AND to_seq >= $2 ORDER BY to_seq LIMIT 1`,
};

/** Seals that end behind $2, a page of them. */
export const SEALS_FROM: Statement = {
  name: 'audit-seals-from',
  text: `SELECT ${SEAL_COLUMNS} FROM audit_seals WHERE chain_id = $1 AND to_seq > $2 ORDER BY to_seq LIMIT $3`,
};

export const ENTRIES_ABOUT: Statement = {
  name: 'audit-entries-about',
  text: `SELECT ${ENTRY_COLUMNS} FROM audit_entries WHERE subject_id = $1 ORDER BY at, chain_id, seq`,
};

/** Newest first. A door is named by its address in decisions, and by its id in what was done to it. */
export const LIST_ENTRIES: Statement = {
  name: 'list-audit-entries',
  text: `
    SELECT ${ENTRY_COLUMNS} FROM audit_entries
    WHERE ($1::text IS NULL OR door = $1 OR subject_id = $2::uuid)
      AND ($3::uuid IS NULL OR person_id = $3 OR subject_id = $3)
      AND ($4::text IS NULL OR action = $4 OR action LIKE $4 || '.%')
      AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
      AND ($7 OR action <> 'chain.opened')
    ORDER BY at DESC, chain_id DESC, seq DESC LIMIT $8`,
};

/** For each chain the number from which on an export since a moment has to begin, so that seals are whole. */
export const EXPORT_STARTS: Statement = {
  name: 'audit-export-starts',
  text: `
    SELECT first.chain_id AS chain, coalesce(s.from_seq, first.seq)::float8 AS seq FROM (
      SELECT chain_id, min(seq) AS seq FROM audit_entries WHERE $1::timestamptz IS NULL OR at >= $1
      GROUP BY chain_id) first
    LEFT JOIN audit_seals s ON s.chain_id = first.chain_id AND s.from_seq <= first.seq AND s.to_seq >= first.seq
    ORDER BY first.chain_id`,
};

export const APPEND_ACT: Statement = {
  name: 'append-act',
  text: 'SELECT audit_append($1, $2::uuid, $3::uuid, $4::jsonb)',
};
