import type { FoundEntry } from './audit-item.ts';

/** A row of `audit_entries`. */
export interface EntryRecord {
  readonly chain: string;
  readonly seq: number;
  readonly at: Date;
  readonly action: string;
  readonly subject: string | null;
  readonly person: string | null;
  readonly door: string | null;
  readonly text: string;
  readonly hash: Buffer;
}

export function toFoundEntry(record: EntryRecord, previous: Uint8Array | undefined): FoundEntry {
  const { chain, seq, text, hash, ...columns } = record;
  return { kind: 'entry', chain, seq, text, hash, previous, columns };
}
