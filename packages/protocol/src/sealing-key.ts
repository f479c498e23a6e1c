import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { z } from 'zod';
import type { Kid } from './fields.ts';
import {
  type OkpPrivateJwk,
  type OkpPublicJwk,
  okpKeyInvalid,
  publicOkpJwkSchema,
  readOkpPrivateKey,
} from './okp-key.ts';

/** The public half of the X25519 key that observations are sealed to (RFC 8037, section 2). */
export const publicSealingJwkSchema = publicOkpJwkSchema('X25519');

export type PublicSealingJwk = OkpPublicJwk<'X25519'>;
export type PrivateSealingJwk = OkpPrivateJwk<'X25519'>;

/** The key of an installation that its observations are sealed to; all its coordinators hold the private half. */
export interface SealingKey {
  readonly kid: Kid;
  readonly privateJwk: PrivateSealingJwk;
  readonly publicJwk: PublicSealingJwk;
}

/** A new X25519 key whose `kid` is its RFC 7638 thumbprint. */
export function generateSealingKey(): SealingKey {
  return readSealingKey(generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }) as JWK);
}

/**
 * A stored private key, checked.
 * @throws {ProtocolError} `KEY_INVALID` if it is no X25519 private key or its `kid` is not its own thumbprint
 */
export function readSealingKey(privateJwk: JWK): SealingKey {
  return readOkpPrivateKey('X25519', privateJwk);
}

/**
 * A public key from a file or a message, checked.
 * @throws {ProtocolError} `KEY_INVALID` if it is no X25519 public key, holds a private part, or has another's `kid`
 */
export function readPublicSealingKey(publicJwk: JWK): PublicSealingJwk {
  const parsed = publicSealingJwkSchema.safeParse(publicJwk);
  if (parsed.success) return parsed.data;
  throw okpKeyInvalid('X25519', 'public', z.prettifyError(parsed.error));
}
