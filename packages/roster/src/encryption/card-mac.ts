import { createHmac, hkdfSync } from 'node:crypto';
import { KEY_BYTES } from './sealed-bytes.ts';

/**
 * Turns the hash of a card's token into what is stored: HMAC-SHA-256 (RFC 2104) under a key derived by HKDF (RFC 5869).
 * Card numbers are short enough to try them all; without the key there is nothing to try them against.
 */
export type CardMac = (tokenHash: Uint8Array) => Buffer;

export function createCardMac(installationKey: Uint8Array): CardMac {
  const key = new Uint8Array(hkdfSync('sha256', installationKey, '', 'portero card tokens v1', KEY_BYTES));
  return (tokenHash) => createHmac('sha256', key).update(tokenHash).digest();
}
