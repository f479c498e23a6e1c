import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { CONTENT_ENCRYPTION } from './content-key.ts';
import { isJsonObject, parseJson } from './json.ts';
import { JWS_TYPES } from './jws.ts';
import { MAX_BYTES, PROTOCOL_VERSION } from './limits.ts';
import { opened, type Result, refused } from './result.ts';

/** Of a sealed observation; what is inside has the type of the signed one, named by `cty`. */
export const JWE_TYPE = 'portero-observation+jwe';

/** RFC 7518, section 5.3 */
export const IV_BYTES = 12;
const TAG_BYTES = 16;
const PUBLIC_VALUE_BYTES = 32;
const MAX_HEADER_CHARACTERS = 512;

/** The first part of a compact JWE (RFC 7516, section 7.1). */
export function writeJweHeader({ kid, epk }: { kid: string; epk: string }): string {
  const header = {
    alg: 'ECDH-ES',
    enc: CONTENT_ENCRYPTION,
    typ: JWE_TYPE,
    cty: JWS_TYPES.observation,
    v: PROTOCOL_VERSION,
    kid,
    epk: { kty: 'OKP', crv: 'X25519', x: epk },
  };
  return encodeBase64url(Buffer.from(JSON.stringify(header)));
}

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
  readonly kid: string;
  /** The sender's ephemeral public key, 32 bytes in base64url. */
  readonly epk: string;
  readonly headerText: string;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

export type JweRefusal = 'malformed' | 'unsupported_version';

/**
 * Takes a sealed observation apart, strictly: size first, then five parts of canonical base64url, then a header with
 * exactly the members that {@link writeJweHeader} writes. Whatever else a JOSE header may hold (`zip`, `crit`, `apu`,
 * `jwk`, …) is refused by not being on that list (RFC 8725, sections 3.1, 3.6 and 3.10).
 */
export function parseJwe(message: string | Uint8Array): Result<UnopenedJwe, JweRefusal> {
  if (message.length > MAX_BYTES.sealedObservation) return refused('malformed', 'longer than it may be');
  const compact = typeof message === 'string' ? message : Buffer.from(message).toString('latin1');
  const parts = compact.split('.', 6);
  if (parts.length !== 5) return refused('malformed', 'not the five parts of a compact JWE');
  const [headerText, keyText, ...rest] = parts as [string, string, string, string, string];
  if (keyText !== '') return refused('malformed', 'direct key agreement has no encrypted key');
  if (headerText.length > MAX_HEADER_CHARACTERS) return refused('malformed', 'header too long');
  const [headerBytes, iv, ciphertext, tag] = [headerText, ...rest].map(decodeBase64url);
  if (!headerBytes || !iv || !ciphertext || !tag)
    return refused('malformed', 'a part is not strict base64url');
  if (iv.length !== IV_BYTES || tag.length !== TAG_BYTES)
    return refused('malformed', 'iv or tag has a wrong length');
  const header = parseJson(headerBytes);
  if (!isJsonObject(header)) return refused('malformed', 'header is not a JSON object');
  if (Number.isInteger(header.v) && header.v !== PROTOCOL_VERSION) {
    return refused('unsupported_version', `v is not ${PROTOCOL_VERSION}`);
  }
  const epk = epkOf(header);
  if (typeof header.kid !== 'string' || epk === undefined)
    return refused('malformed', 'header is not that of a seal');
  return opened({ kid: header.kid, epk, headerText, iv, ciphertext, tag });
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

function epkOf(header: Record<string, unknown>): string | undefined {
  const { alg, enc, typ, cty, v, epk } = header;
  if (Object.keys(header).length !== 7 || alg !== 'ECDH-ES' || enc !== CONTENT_ENCRYPTION) return undefined;
  if (typ !== JWE_TYPE || cty !== JWS_TYPES.observation || v !== PROTOCOL_VERSION) return undefined;
  if (!isJsonObject(epk) || Object.keys(epk).length !== 3) return undefined;
  if (epk.kty !== 'OKP' || epk.crv !== 'X25519' || typeof epk.x !== 'string') return undefined;
  return decodeBase64url(epk.x)?.length === PUBLIC_VALUE_BYTES ? epk.x : undefined;
}
