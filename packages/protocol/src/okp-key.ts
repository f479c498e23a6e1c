import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decodeBase64url } from './base64url.ts';
import type { Kid } from './fields.ts';
import { ProtocolError } from './protocol-error.ts';

/** Curves of an octet key pair (RFC 8037, section 2): one to sign with, one to agree on a secret with. */
export type OkpCurve = 'Ed25519' | 'X25519';

/** 32 bytes, as every public and private value of Ed25519 and X25519 (RFC 8032, section 5.1.5; RFC 7748, section 5). */
export const curveValueSchema = z
  .string()
  .max(43)
  .refine((text) => decodeBase64url(text)?.length === 32, 'is not base64url of 32 bytes');

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
