import type { ChainExtension } from './chain.ts';

/** A piece of SQL with its parameters, to be joined with others into one statement. */
export interface SqlPart {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** `($1, $2), ($3, $4)` from the parameter `first` on. */
export function valueLists(rows: number, columns: number, first: number): string {
  const list = (row: number) =>
    `(${Array.from({ length: columns }, (_, column) => `$${first + row * columns + column}`).join(', ')})`;
  return Array.from({ length: rows }, (_, row) => list(row)).join(', ');
}

const ENTRY_COLUMNS = 9;

/**
 * What inserts entries and their seal, as members of a WITH clause. Together with whatever else the statement inserts
 * they are committed or not at all.
 *
 * @param first number of the first parameter
 */
export function extensionParts({ chainId, rows, seal }: ChainExtension, first: number): SqlPart {
  const values = rows.flatMap((row) => [
    chainId,
    row.seq,
    row.at,
    row.action,
    row.subject,
    row.person,
    row.door,
    row.text,
    row.hash,
  ]);
  const entries = `entered AS (
    INSERT INTO audit_entries (chain_id, seq, at, action, subject_id, person_id, door, entry, hash)
    VALUES ${valueLists(rows.length, ENTRY_COLUMNS, first)})`;
  if (!seal) return { text: entries, values };
  return {
    text: `${entries}, sealed AS (
    INSERT INTO audit_seals (chain_id, from_seq, to_seq, jws) VALUES ${valueLists(1, 4, first + values.length)})`,
    values: [...values, chainId, seal.fromSeq, seal.toSeq, seal.jws],
  };
}

/** Tells statements of different shape apart, for their names. */
export function shapeOf({ rows, seal }: ChainExtension): string {
  return `${rows.length}${seal ? '-sealed' : ''}`;
}
