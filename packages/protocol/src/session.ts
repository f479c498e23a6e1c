import { z } from 'zod';
import { edgePathSchema } from './address.ts';
import { decodeBase64url } from './base64url.ts';
import { openSigned, type SignedRefusal, signMessage } from './envelope.ts';
import { bootIdSchema, kidSchema, timeMsSchema, versionSchema } from './fields.ts';
import { type Signer, signerOf } from './jws.ts';
import type { KeyRing } from './key-ring.ts';
import { opened, type Result, refused } from './result.ts';

/**
 * "What is sealed with this ephemeral key to that sealing key, I have said." Signed by the edge once for each ephemeral key, and
 * carried in the header of every message that it speaks for, so that whichever coordinator gets one needs no other.
 */
export const sessionSchema = z.object({
  v: versionSchema,
  edge: edgePathSchema,
  /** Of every message of the session. */
  bootId: bootIdSchema,
  /** Of the sealing key. */
  sealTo: kidSchema,
  /** The ephemeral public key, X25519, base64url. */
  epk: z
    .string()
    .max(43)
    .refine((text) => decodeBase64url(text)?.length === 32, 'is not base64url of 32 bytes'),
  issuedAt: timeMsSchema,
});

export type SessionInput = z.input<typeof sessionSchema>;

/** What a session claims to be for, as the header that carries it says. */
export interface SessionClaim {
  readonly edge: string;
  readonly sealTo: string;
  readonly epk: string;
}

/** A session whose signature was good. */
export interface ProvedSession {
  readonly bootId: string;
  /** Of the edge's key that signed it: a session ends when that key is no longer believed. */
  readonly signedBy: string;
}

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function signSession(session: SessionInput, signer: Signer): string {
  return signMessage('session', sessionSchema, session, signer);
}

/** @param keys of the edge that the topic names */
export function openSession(
  jws: string,
  keys: KeyRing,
  claim: SessionClaim,
): Result<ProvedSession, SignedRefusal | 'wrong_session'> {
  const result = openSigned('session', sessionSchema, jws, keys);
  if (!result.ok) return result;
  const { edge, sealTo, epk, bootId } = result.value;
  if (edge !== claim.edge) return refused('wrong_session', 'the session is of another edge');
  if (sealTo !== claim.sealTo || epk !== claim.epk)
    return refused('wrong_session', 'the session is of another key than the seal');
  return opened({ bootId, signedBy: signerOf(jws)! });
}
