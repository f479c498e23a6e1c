import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

/** Goes up when the meaning of a member changes; new members of `details` do not need it. */
export const ENTRY_VERSION = 1;

/** The chain of administrative acts, written by triggers of the database; there is one in each database. */
export const ROSTER_CHAIN = '00000000-0000-8000-8000-706f72746572';

/** Stands where the hash of an earlier entry would, before the first one. */
export const NO_HASH: Buffer = Buffer.alloc(32);

/** On whose behalf something was done. `sql`: nobody said so, which is what a bare SQL client looks like. */
export interface AuditActor {
  readonly kind: 'cli' | 'coordinator' | 'api' | 'sql' | 'migration';
  readonly user?: string | undefined;
  readonly host?: string | undefined;
  readonly [more: string]: JsonValue | undefined;
}

/** One thing that was decided or done. Ids are opaque, so nothing in it has to go when a person is erased. */
export interface AuditEntry {
  readonly v: typeof ENTRY_VERSION;
  readonly chain: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly at: string;
  /** What was done, such as `grant.added` or `decision.made`. */
  readonly action: string;
  /** Absent where the chain has one writer, whom its first entry names. */
  readonly actor?: AuditActor;
  /** Id of the row that it is about. */
  readonly subject?: string;
  readonly person?: string;
  /** Address of the door, for decisions. */
  readonly door?: string;
  readonly details: { readonly [name: string]: JsonValue | undefined };
}

export function entryText(entry: AuditEntry): string {
  return canonicalJson(entry as unknown as JsonValue);
}

/** SHA-256 over the 32 bytes of the hash before and the entry in UTF-8. */
export function entryHash(previous: Uint8Array, text: string): Buffer {
  return createHash('sha256').update(previous).update(text, 'utf8').digest();
}
