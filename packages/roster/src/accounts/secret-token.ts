import { createHash, randomBytes } from 'node:crypto';

/** What a secret opens stands before it, so that people and programs that look for leaked secrets know it. */
export type SecretPrefix = 'pts' | 'ptk';

const FORM = /^(?:pts|ptk)_[A-Za-z0-9_-]{43}$/;

/** 256 random bits: `pts_…` for a session, `ptk_…` for an API token. */
export function newSecret(prefix: SecretPrefix): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

export function isSecret(text: string): boolean {
  return FORM.test(text);
}

/**
 * What is kept of it. A plain SHA-256 is enough for 256 random bits; that it is looked up by an index and not compared
 * in constant time tells nothing, since nobody can choose a hash.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}
