import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { SealedKind } from './jwe-header.ts';
import { MAX_BYTES } from './limits.ts';
import { opened, type Result, refused } from './result.ts';

/** RFC 7518, section 5.3 */
export const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Of a sealed message, whole. */
export const MAX_SEALED_BYTES: Readonly<Record<SealedKind, number>> = {
  observation: MAX_BYTES.sealedObservation,
  ack: MAX_BYTES.ack,
};

/** @param iv 12 bytes, never the same twice with one key */
export function encryptJwe(headerText: string, key: KeyObject, iv: Uint8Array, content: string): string {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(headerText));
  const ciphertext = Buffer.concat([cipher.update(content, 'utf8'), cipher.final()]);
  // The second part is the encrypted key, which direct key agreement does not have (RFC 7518, section 4.6).
  return [headerText, '', ...[iv, ciphertext, cipher.getAuthTag()].map(encodeBase64url)].join('.');
}

/** A compact JWE taken apart; nothing in it is trusted yet. */
export interface UnopenedJwe {
  readonly headerText: string;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** Takes a sealed message apart, strictly: size first, then five parts, those after the header canonical base64url. */
export function splitJwe(message: string | Uint8Array, kind: SealedKind): Result<UnopenedJwe, 'malformed'> {
  if (message.length > MAX_SEALED_BYTES[kind]) return refused('malformed', 'longer than it may be');
  const compact = typeof message === 'string' ? message : Buffer.from(message).toString('latin1');
  const parts = compact.split('.', 6);
  if (parts.length !== 5) return refused('malformed', 'not the five parts of a compact JWE');
  const [headerText, keyText, ...rest] = parts as [string, string, string, string, string];
  if (keyText !== '') return refused('malformed', 'direct key agreement has no encrypted key');
  const [iv, ciphertext, tag] = rest.map(decodeBase64url);
  if (!iv || !ciphertext || !tag) return refused('malformed', 'a part is not strict base64url');
  if (iv.length !== IV_BYTES || tag.length !== TAG_BYTES)
    return refused('malformed', 'iv or tag has a wrong length');
  return opened({ headerText, iv, ciphertext, tag });
}

/** @returns the content, or undefined if the key is another or a bit was changed */
export function decryptJwe(
  { headerText, iv, ciphertext, tag }: UnopenedJwe,
  key: KeyObject,
): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(headerText));
  decipher.setAuthTag(tag);
  const content = decipher.update(ciphertext);
  try {
    return Buffer.concat([content, decipher.final()]);
  } catch {
    return undefined;
  }
}
