import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';
import { type Kid, kidSchema } from './fields.ts';
import { curveValueSchema, okpKeyInvalid, okpThumbprint } from './okp-key.ts';
import type { ProtocolError } from './protocol-error.ts';

/** An Ed25519 public key as a JSON Web Key (RFC 8037, section 2). Other members, such as `use`, are dropped. */
export const publicSigningJwkSchema = z
  .object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: curveValueSchema,
    kid: kidSchema,
    d: z.never('is a private key where a public one belongs').optional(),
  })
  .refine(({ x, kid }) => kid === thumbprint(x), 'kid is not the RFC 7638 thumbprint of the key')
  .transform(({ kty, crv, x, kid }) => ({ kty, crv, x, kid }));

const privateSigningJwkSchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: curveValueSchema,
  d: curveValueSchema,
  kid: kidSchema.optional(),
});

export type PublicSigningJwk = z.output<typeof publicSigningJwkSchema>;
export type PrivateSigningJwk = z.output<typeof privateSigningJwkSchema>;

/** A device's or a coordinator's identity. The private half never leaves the machine that made it. */
export interface SigningKey {
  readonly kid: Kid;
  readonly privateJwk: PrivateSigningJwk & { readonly kid: Kid };
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
  const parsed = privateSigningJwkSchema.safeParse(privateJwk);
  if (!parsed.success) throw keyInvalid('private', z.prettifyError(parsed.error));
  const { x, d } = parsed.data;
  const kid = thumbprint(x);
  if (parsed.data.kid !== undefined && parsed.data.kid !== kid) {
    throw keyInvalid('private', `its kid is not its RFC 7638 thumbprint ${kid}`);
  }
  const base = { kty: 'OKP', crv: 'Ed25519', x, kid } as const;
  return { kid, privateJwk: { ...base, d }, publicJwk: base };
}

/**
 * A public key from a file or a database, checked. A missing `kid` is filled in.
 * @throws {ProtocolError} `KEY_INVALID` if it is no Ed25519 public key, holds a private part, or has another's `kid`
 */
export function readPublicKey(publicJwk: JWK): PublicSigningJwk {
  const { x } = publicJwk;
  const kid = publicJwk.kid ?? (typeof x === 'string' ? thumbprint(x) : undefined);
  const parsed = publicSigningJwkSchema.safeParse({ ...publicJwk, kid });
  if (parsed.success) return parsed.data;
  throw keyInvalid('public', z.prettifyError(parsed.error));
}

function thumbprint(x: string): Kid {
  return okpThumbprint('Ed25519', x);
}

function keyInvalid(half: 'private' | 'public', cause: string): ProtocolError {
  return okpKeyInvalid('Ed25519', half, cause);
}
