import { z } from 'zod';
import { edgePathSchema } from './address.ts';
import { type BulletinReader, type BulletinRefusal, openBulletin } from './bulletin.ts';
import { signMessage } from './envelope.ts';
import { kidSchema, timeMsSchema, versionSchema } from './fields.ts';
import type { Signer } from './jws.ts';
import type { KeyRing } from './key-ring.ts';
import type { Result } from './result.ts';

/** Keys whose commands are no longer obeyed, retained. The whole list each time. Signed by a coordinator. */
export const revocationSchema = z
  .object({
    v: versionSchema,
    edge: edgePathSchema,
    /** Counts up with every change. */
    version: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    issuedAt: timeMsSchema,
    expiresAt: timeMsSchema,
    revokedKids: z.array(kidSchema).max(1_024),
  })
  .refine(({ issuedAt, expiresAt }) => expiresAt > issuedAt, 'expiresAt is not after issuedAt');

export type Revocation = z.output<typeof revocationSchema>;
export type RevocationInput = z.input<typeof revocationSchema>;

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function signRevocation(revocation: RevocationInput, signer: Signer): string {
  return signMessage('revoke', revocationSchema, revocation, signer);
}

/** An opened list replaces the one in force; a refused one changes nothing. */
export function openRevocation(
  payload: string | Uint8Array,
  keys: KeyRing,
  reader: BulletinReader,
): Result<Revocation, BulletinRefusal> {
  return openBulletin('revoke', revocationSchema, payload, keys, reader);
}
