import { readSealingKey, type SealingKey } from '@portero/protocol';
import { z } from 'zod';

const heldKeySchema = z
  .object({
    privateJwk: z.looseObject({ kty: z.string() }),
    /** Edges are told of it from this moment on; it opens before that too. Milliseconds since the Unix epoch. */
    activeFrom: z.number().int().min(0),
    /** It opens nothing from this moment on. Absent until another is to take its place. */
    opensUntil: z.number().int().min(0).optional(),
  })
  .transform(({ privateJwk, ...times }): HeldSealingKey => ({ key: readSealingKey(privateJwk), ...times }));

/** The content of the file of sealing keys. */
export const sealingKeyFileSchema = z.object({ keys: z.array(heldKeySchema).min(1).max(8) });

export interface HeldSealingKey {
  readonly key: SealingKey;
  readonly activeFrom: number;
  readonly opensUntil?: number | undefined;
}

/** The installation's sealing keys, the newest first. */
export type SealingKeySet = readonly HeldSealingKey[];

/** The key that edges seal to: the newest that is active, or the oldest there is. */
export function currentSealingKey(set: SealingKeySet, nowMs: number): SealingKey {
  return (set.find(({ activeFrom }) => activeFrom <= nowMs) ?? set.at(-1)!).key;
}

/** Every key that still opens. */
export function openingSealingKeys(set: SealingKeySet, nowMs: number): SealingKey[] {
  return set.filter((held) => opens(held, nowMs)).map(({ key }) => key);
}

export interface Rotation {
  readonly nowMs: number;
  /** Until edges are told of the new key: time to copy it to the other coordinators. */
  readonly leadMs: number;
  /** How long the earlier keys open beyond that. */
  readonly graceMs: number;
}

/** Puts a new key first. The earlier ones open for the grace period; those whose time is over are left out. */
export function rotated(
  set: SealingKeySet,
  key: SealingKey,
  { nowMs, leadMs, graceMs }: Rotation,
): SealingKeySet {
  const activeFrom = nowMs + leadMs;
  const opensUntil = activeFrom + graceMs;
  const earlier = set
    .filter((held) => opens(held, nowMs))
    .map((held) => ({ ...held, opensUntil: Math.min(held.opensUntil ?? opensUntil, opensUntil) }));
  return [{ key, activeFrom }, ...earlier];
}

function opens({ opensUntil }: HeldSealingKey, nowMs: number): boolean {
  return opensUntil === undefined || nowMs < opensUntil;
}
