import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { z } from 'zod';
import { type Kid, kidSchema } from './fields.ts';
import { curveValueSchema, okpKeyInvalid, okpThumbprint } from './okp-key.ts';

/** The public half of the X25519 key that observations are sealed to. Other members are dropped. */
export const publicSealingJwkSchema = z
  .object({
    kty: z.literal('OKP'),
    crv: z.literal('X25519'),
    x: curveValueSchema,
    kid: kidSchema,
    d: z.never('is a private key where a public one belongs').optional(),
  })
  .refine(({ x, kid }) => kid === okpThumbprint('X25519', x), 'kid is not the RFC 7638 thumbprint of the key')
  .transform(({ kty, crv, x, kid }) => ({ kty, crv, x, kid }));

const privateSealingJwkSchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('X25519'),
  x: curveValueSchema,
  d: curveValueSchema,
  kid: kidSchema.optional(),
});

export type PublicSealingJwk = z.output<typeof publicSealingJwkSchema>;
export type PrivateSealingJwk = z.output<typeof privateSealingJwkSchema>;

/** The key of an installation that its observations are sealed to; all its coordinators hold the private half. */
export interface SealingKey {
  readonly kid: Kid;
  readonly privateJwk: PrivateSealingJwk & { readonly kid: Kid };
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
  const parsed = privateSealingJwkSchema.safeParse(privateJwk);
  if (!parsed.success) throw okpKeyInvalid('X25519', 'private', z.prettifyError(parsed.error));
  const { x, d } = parsed.data;
  const kid = okpThumbprint('X25519', x);
  if (parsed.data.kid !== undefined && parsed.data.kid !== kid) {
    throw okpKeyInvalid('X25519', 'private', `its kid is not its RFC 7638 thumbprint ${kid}`);
  }
  const base = { kty: 'OKP', crv: 'X25519', x, kid } as const;
  return { kid, privateJwk: { ...base, d }, publicJwk: base };
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
