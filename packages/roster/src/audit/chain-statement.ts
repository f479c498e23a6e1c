import type { ChainExtension } from './chain.ts';

/** A piece of SQL with its parameters, to be joined with others into one statement. */
export interface SqlPart {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * What inserts entries and their seal, as members of a WITH clause. Together with whatever else the statement inserts
 * they are committed or not at all. The entries are one parameter however many they are, so that the statement is always
 * the same, and prepared once.
 *
 * @param first number of the first parameter
 */
export function extensionParts({ chainId, rows, seal }: ChainExtension, first: number): SqlPart {
  const [chain, entries, fromSeq, toSeq, jws] = [0, 1, 2, 3, 4].map((offset) => `$${first + offset}`);
  const text = `entered AS (
    INSERT INTO audit_entries (chain_id, seq, at, action, subject_id, person_id, door, entry, hash)
    SELECT ${chain}::uuid, e.seq, e.at, e.action, e.subject, e.person, e.door, e.entry, decode(e.hash, 'hex')
    FROM json_to_recordset(${entries}::json) AS e (
      seq bigint, at timestamptz, action text, subject uuid, person uuid, door text, entry text, hash text)),
  sealed AS (
    INSERT INTO audit_seals (chain_id, from_seq, to_seq, jws)
    SELECT ${chain}::uuid, ${fromSeq}::bigint, ${toSeq}::bigint, ${jws} WHERE ${jws}::text IS NOT NULL)`;
  const json = JSON.stringify(
    rows.map(({ seq, at, action, subject, person, door, text: entry, hash }) => ({
      ...{ seq, at, action, subject, person, door, entry },
      hash: hash.toString('hex'),
    })),
  );
  return { text, values: [chainId, json, seal?.fromSeq ?? null, seal?.toSeq ?? null, seal?.jws ?? null] };
}
