import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';
import type { Kid } from './fields.ts';
import {
  type OkpPrivateJwk,
  type OkpPublicJwk,
  okpKeyInvalid,
  okpThumbprint,
  publicOkpJwkSchema,
  readOkpPrivateKey,
} from './okp-key.ts';

/** An Ed25519 public key as a JSON Web Key (RFC 8037, section 2). */
export const publicSigningJwkSchema = publicOkpJwkSchema('Ed25519');

export type PublicSigningJwk = OkpPublicJwk<'Ed25519'>;
export type PrivateSigningJwk = OkpPrivateJwk<'Ed25519'>;

/** A device's or a coordinator's identity. The private half never leaves the machine that made it. */
export interface SigningKey {
  readonly kid: Kid;
  readonly privateJwk: PrivateSigningJwk;
  readonly publicJwk: PublicSigningJwk;
}

/** A new Ed25519 key whose `kid` is its RFC 7638 thumbprint. */
export async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return readSigningKey(await exportJWK(privateKey));
}

/**
 * A stored private key, checked.
 * @throws {ProtocolError} `KEY_INVALID` if it is no Ed25519 private key or its `kid` is not its own thumbprint
 */
export function readSigningKey(privateJwk: JWK): SigningKey {
  return readOkpPrivateKey('Ed25519', privateJwk);
}

/**
 * A public key from a file or a database, checked. A missing `kid` is filled in.
 * @throws {ProtocolError} `KEY_INVALID` if it is no Ed25519 public key, holds a private part, or has another's `kid`
 */
export function readPublicKey(publicJwk: JWK): PublicSigningJwk {
  const { x } = publicJwk;
  const kid = publicJwk.kid ?? (typeof x === 'string' ? okpThumbprint('Ed25519', x) : undefined);
  const parsed = publicSigningJwkSchema.safeParse({ ...publicJwk, kid });
  if (parsed.success) return parsed.data;
  throw okpKeyInvalid('Ed25519', 'public', z.prettifyError(parsed.error));
}
