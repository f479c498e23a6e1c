import { createHash } from 'node:crypto';
import {
  publicSealingJwkSchema,
  publicSigningJwkSchema,
  readPublicKey,
  readPublicSealingKey,
} from '@portero/protocol';
import { z } from 'zod';
import type { EdgeBundle } from '../edge-bundle.ts';

/** Highest version seen, by the thumbprint of the key that signed it. */
const versionsSchema = z.record(z.string().max(43), z.number().int().min(1));

/** What an edge believes: its bundle, and what signed messages changed since. */
export const trustSchema = z.object({
  v: z.literal(1),
  /** Fingerprint of the bundle that it began with. */
  bundle: z.string(),
  coordinatorKeys: z.array(publicSigningJwkSchema).min(1),
  sealingKey: publicSealingJwkSchema.optional(),
  revokedKids: z.array(z.string().max(43)),
  versions: z.object({ config: versionsSchema, revoke: versionsSchema }),
});

export type Trust = z.output<typeof trustSchema>;
export type Bulletin = keyof Trust['versions'];

/**
 * What to believe at the start.
 *
 * The same bundle as before: what was remembered, which is newer. Another bundle, brought here by hand over a private
 * channel: its keys; but revocations and versions stay, so that nothing old can be played back, and a bundle without a
 * sealing key does not take the one that is known away.
 *
 * @throws {ProtocolError} KEY_INVALID
 */
export function trustAtStart(bundle: EdgeBundle, remembered: Trust | undefined): Trust {
  const fingerprint = fingerprintOf(bundle);
  if (remembered?.bundle === fingerprint) return remembered;
  const sealingKey = bundle.sealingKey ? readPublicSealingKey(bundle.sealingKey) : remembered?.sealingKey;
  return {
    v: 1,
    bundle: fingerprint,
    coordinatorKeys: bundle.coordinatorKeys.map((jwk) => readPublicKey(jwk)),
    ...(sealingKey && { sealingKey }),
    revokedKids: remembered?.revokedKids ?? [],
    versions: remembered?.versions ?? { config: {}, revoke: {} },
  };
}

/**
 * The version below which a bulletin is an old one played back: the highest that any key believed now has signed. A key
 * that is believed no longer does not count, so that a thief who signed the highest number there is does not bind the
 * edge once the key is revoked.
 *
 * @param kids of the keys believed now
 */
export function versionFloor(
  versions: Trust['versions'][Bulletin],
  kids: readonly string[],
): number | undefined {
  const seen = kids.flatMap((kid) => versions[kid] ?? []);
  return seen.length === 0 ? undefined : Math.max(...seen);
}

function fingerprintOf({ address, signingKey, coordinatorKeys, sealingKey }: EdgeBundle): string {
  const identity = [address, signingKey.x, ...coordinatorKeys.map(({ x }) => x), sealingKey?.x ?? ''];
  return createHash('sha256').update(JSON.stringify(identity)).digest('base64url');
}
