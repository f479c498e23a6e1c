import { randomBytes } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from './base64url.ts';

/**
 * What a device is given to get its identity with, once: which token it is, the secret that proves it, and by which
 * authority the coordinator that takes it must be vouched for. Whoever reads it on its way can enrol in the device's
 * stead, and cannot pose as the coordinator.
 */
export interface EnrolmentToken {
  /** 16 lower-case hexadecimal digits. */
  readonly id: string;
  /** 32 random bytes. */
  readonly secret: Buffer;
  /** SHA-256 of the authority's certificate, 32 bytes. */
  readonly authority: Buffer;
}

const PREFIX = 'portero1';
const ID_BYTES = 8;
const SECRET_BYTES = 32;
const FINGERPRINT_BYTES = 32;

/** @param authority lower-case hexadecimal SHA-256 of the authority's certificate */
export function createEnrolmentToken(authority: string): EnrolmentToken {
  return {
    id: randomBytes(ID_BYTES).toString('hex'),
    secret: randomBytes(SECRET_BYTES),
    authority: Buffer.from(authority, 'hex'),
  };
}

/** One word to type or paste: `portero1.` and three parts in base64url. */
export function formatEnrolmentToken({ id, secret, authority }: EnrolmentToken): string {
  return [PREFIX, ...[Buffer.from(id, 'hex'), secret, authority].map(encodeBase64url)].join('.');
}

/** @returns undefined for anything else than what `formatEnrolmentToken` writes */
export function parseEnrolmentToken(text: string): EnrolmentToken | undefined {
  if (text.length > 256) return undefined;
  const [prefix, ...parts] = text.split('.');
  const [id, secret, authority, ...more] = parts.map(decodeBase64url);
  const complete =
    prefix === PREFIX &&
    more.length === 0 &&
    id?.length === ID_BYTES &&
    secret?.length === SECRET_BYTES &&
    authority?.length === FINGERPRINT_BYTES;
  return complete ? { id: id.toString('hex'), secret, authority } : undefined;
}
