import { createHash } from 'node:crypto';
import type { JWK } from 'jose';
import { z } from 'zod';
import { decodeBase64url } from './base64url.ts';
import { type Kid, kidSchema } from './fields.ts';
import { ProtocolError } from './protocol-error.ts';

/** Curves of an octet key pair (RFC 8037, section 2): one to sign with, one to agree on a secret with. */
export type OkpCurve = 'Ed25519' | 'X25519';

/** 32 bytes, as every public and private value of Ed25519 and X25519 (RFC 8032, section 5.1.5; RFC 7748, section 5). */
const curveValueSchema = z
  .string()
  .max(43)
  .refine((text) => decodeBase64url(text)?.length === 32, 'is not base64url of 32 bytes');

/** The public half. Other members, such as `use`, are dropped. */
export function publicOkpJwkSchema<Curve extends OkpCurve>(crv: Curve) {
  return z
    .object({
      kty: z.literal('OKP'),
      crv: z.literal(crv),
      x: curveValueSchema,
      kid: kidSchema,
      d: z.never('is a private key where a public one belongs').optional(),
    })
    .refine(({ x, kid }) => kid === okpThumbprint(crv, x), 'kid is not the RFC 7638 thumbprint of the key')
    .transform((jwk) => ({ kty: jwk.kty, crv, x: jwk.x, kid: jwk.kid }));
}

/** Types and not interfaces, so that each is a JSON object of any members to those who only store it. */
export type OkpPublicJwk<Curve extends OkpCurve> = Readonly<{ kty: 'OKP'; crv: Curve; x: string; kid: Kid }>;
export type OkpPrivateJwk<Curve extends OkpCurve> = OkpPublicJwk<Curve> & Readonly<{ d: string }>;

const privateOkpJwkSchema = z.object({
  kty: z.literal('OKP'),
  crv: z.string(),
  x: curveValueSchema,
  d: curveValueSchema,
  kid: kidSchema.optional(),
});

/**
 * A stored private key, checked. A missing `kid` is filled in.
 * @throws {ProtocolError} `KEY_INVALID` if it is of another kind or curve, or its `kid` is not its own thumbprint
 */
export function readOkpPrivateKey<Curve extends OkpCurve>(crv: Curve, privateJwk: JWK) {
  const parsed = privateOkpJwkSchema.safeParse(privateJwk);
  if (!parsed.success) throw okpKeyInvalid(crv, 'private', z.prettifyError(parsed.error));
  const { x, d } = parsed.data;
  if (parsed.data.crv !== crv) throw okpKeyInvalid(crv, 'private', `it is not on the curve ${crv}`);
  const kid = okpThumbprint(crv, x);
  if (parsed.data.kid !== undefined && parsed.data.kid !== kid) {
    throw okpKeyInvalid(crv, 'private', `its kid is not its RFC 7638 thumbprint ${kid}`);
  }
  const publicJwk: OkpPublicJwk<Curve> = { kty: 'OKP', crv, x, kid };
  const whole: OkpPrivateJwk<Curve> = { ...publicJwk, d };
  return { kid, privateJwk: whole, publicJwk };
}

/** RFC 7638, section 3, for the members that RFC 8037, section 2 requires, in lexicographic order. */
export function okpThumbprint(crv: OkpCurve, x: string): Kid {
  const members = JSON.stringify({ crv, kty: 'OKP', x });
  return createHash('sha256').update(members).digest('base64url') as Kid;
}

/** Zod's words name members and expectations, never the values, so no key material reaches a log. */
export function okpKeyInvalid(crv: OkpCurve, half: 'private' | 'public', cause: string): ProtocolError {
  const use = crv === 'Ed25519' ? 'signing' : 'sealing';
  return new ProtocolError(
    'KEY_INVALID',
    `The ${half} ${use} key is not usable: ${cause}. It must be an ${crv} JSON Web Key (RFC 8037).`,
  );
}
