import type { z } from 'zod';
import { type EdgeAddress, type EdgePath, formatEdge } from './address.ts';
import { openSigned, type SignedRefusal } from './envelope.ts';
import type { SignedKind } from './jws.ts';
import type { KeyRing } from './key-ring.ts';
import { type Result, refused } from './result.ts';

/** Why a retained, signed, versioned message (`config`, `revoke`) was not taken. */
export type BulletinRefusal =
  | SignedRefusal
  /** It is for another edge. */
  | 'wrong_edge'
  /** Older than what this edge already took: an old retained message played back. */
  | 'rolled_back'
  /** By this edge's wall clock it has run out. What was taken before stays in force. */
  | 'expired';

/** The reader's side of a bulletin. */
export interface BulletinReader {
  readonly edge: EdgeAddress;
  /** The highest version taken so far, kept across restarts. @defaultValue none */
  readonly lastVersion?: number;
  /** Wall clock, ms. Hours matter here, not seconds. */
  readonly nowMs: number;
}

/** The members that every bulletin has beside its own. */
export interface BulletinFields {
  readonly edge: EdgePath;
  readonly version: number;
  readonly expiresAt: number;
}

/** The version taken last is accepted again: a broker hands out a retained message at every subscription. */
export function openBulletin<Schema extends z.ZodType<BulletinFields>>(
  kind: SignedKind,
  schema: Schema,
  payload: string | Uint8Array,
  keys: KeyRing,
  { edge, lastVersion, nowMs }: BulletinReader,
): Result<z.output<Schema>, BulletinRefusal> {
  const result = openSigned(kind, schema, payload, keys);
  if (!result.ok) return result;
  const bulletin: BulletinFields = result.value;
  if (bulletin.edge !== formatEdge(edge)) return refused('wrong_edge', 'edge is not this one');
  if (lastVersion !== undefined && bulletin.version < lastVersion) {
    return refused('rolled_back', 'version is below the one already taken');
  }
  // Written so that a clock that is not a number refuses.
  if (!(nowMs < bulletin.expiresAt)) return refused('expired', 'expiresAt has passed');
  return result;
}
