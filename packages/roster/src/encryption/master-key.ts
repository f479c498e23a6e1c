import { createHmac, randomBytes } from 'node:crypto';
import { RosterError } from '../roster-error.ts';
import { KEY_BYTES } from './sealed-bytes.ts';

export interface MasterKey {
  /** Follows from the key, so that a key that was mistyped or damaged is another one, and is seen to be. */
  readonly id: string;
  readonly bytes: Buffer;
}

export function masterKeyOf(bytes: Buffer): MasterKey {
  const digest = createHmac('sha256', bytes).update('portero master key id v1').digest('hex');
  return { id: `mk-${digest.slice(0, 16)}`, bytes };
}

export function newMasterKey(): MasterKey {
  return masterKeyOf(randomBytes(KEY_BYTES));
}

const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/_-]{43}=?$/;

/**
 * @param where it was found, for the message; the text itself is never quoted
 * @throws {RosterError} MASTER_KEY_INVALID
 */
export function parseMasterKey(text: string, where: string): MasterKey {
  const trimmed = text.trim();
  if (!BASE64_OF_32_BYTES.test(trimmed)) {
    throw new RosterError(
      'MASTER_KEY_INVALID',
      `${where} must be 32 random bytes in base64, and is not. Restore it from your copy; a new one is made by: openssl rand -base64 32`,
      { context: { where } },
    );
  }
  return masterKeyOf(Buffer.from(trimmed, 'base64'));
}
