import { createPrivateKey, sign } from 'node:crypto';
import type { JWK } from 'jose';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { Kid } from './fields.ts';
import { isJsonObject, parseJson } from './json.ts';
import { MAX_BYTES } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';
import { opened, type Result, refused } from './result.ts';
import { readSigningKey } from './signing-key.ts';

/** What a signature is for; a signed message of one type is never accepted as another (RFC 8725, section 3.11). */
export const JWS_TYPES = Object.freeze({
  observation: 'portero-observation+jws',
  session: 'portero-session+jws',
  command: 'portero-command+jws',
  ack: 'portero-ack+jws',
  config: 'portero-config+jws',
  revoke: 'portero-revoke+jws',
  auditSeal: 'portero-audit-seal+jws',
  auditCheckpoint: 'portero-audit-checkpoint+jws',
});

export type SignedKind = keyof typeof JWS_TYPES;
export type JwsType = (typeof JWS_TYPES)[SignedKind];

/** Ed25519 (RFC 8032, section 5.1.6). */
const SIGNATURE_BYTES = 64;
const MAX_HEADER_CHARACTERS = 512;

export interface Signer {
  readonly kid: Kid;
  /**
   * @param payload anything `JSON.stringify` writes
   * @returns a compact JWS (RFC 7515, section 7.1) with exactly the header parameters `alg`, `kid`, `typ`
   * @throws {ProtocolError} `MESSAGE_INVALID` if the result is longer than a reader accepts
   */
  sign(typ: JwsType, payload: object): string;
}

/**
 * @param privateJwk an Ed25519 private key
 * @throws {ProtocolError} `KEY_INVALID`
 */
export function importSigner(privateJwk: JWK): Signer {
  const { kid, privateJwk: jwk } = readSigningKey(privateJwk);
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  return Object.freeze({
    kid,
    sign(typ: JwsType, payload: object): string {
      const header = encodeText(JSON.stringify({ alg: 'EdDSA', kid, typ }));
      const signingInput = `${header}.${encodeText(JSON.stringify(payload))}`;
      const compact = `${signingInput}.${encodeBase64url(sign(null, Buffer.from(signingInput), key))}`;
      if (compact.length > maxBytes(typ)) {
        throw new ProtocolError(
          'MESSAGE_INVALID',
          `The signed message of type ${typ} takes ${compact.length} bytes and readers accept ${maxBytes(typ)}. ` +
            'Send less in it.',
        );
      }
      return compact;
    },
  });
}

/** A compact JWS taken apart; nothing in it is trusted yet. */
export interface UnverifiedJws {
  readonly kid: string;
  readonly signingInput: Buffer;
  readonly signature: Buffer;
  readonly payload: Buffer;
}

/**
 * Takes a compact JWS apart, strictly: size first, then three parts of canonical base64url, then a header with
 * exactly `alg` "EdDSA", the `typ` asked for, and a `kid`. Everything else a JOSE header may hold (`crit`, `jwk`,
 * `jku`, `x5c`, `b64`, `zip`, …) is refused by not being on that list, as RFC 8725, sections 3.1 and 3.10 advise.
 */
export function parseJws(message: string | Uint8Array, typ: JwsType): Result<UnverifiedJws, 'malformed'> {
  if (message.length > maxBytes(typ)) return refused('malformed', 'longer than a message of its type may be');
  const compact = typeof message === 'string' ? message : Buffer.from(message).toString('latin1');
  const parts = compact.split('.', 4);
  if (parts.length !== 3) return refused('malformed', 'not the three parts of a compact JWS');
  const [headerText, payloadText, signatureText] = parts as [string, string, string];
  if (headerText.length > MAX_HEADER_CHARACTERS) return refused('malformed', 'header too long');
  const [headerBytes, payload, signature] = [headerText, payloadText, signatureText].map(decodeBase64url);
  if (!headerBytes || !payload || !signature) return refused('malformed', 'a part is not strict base64url');
  if (signature.length !== SIGNATURE_BYTES) return refused('malformed', 'signature is not 64 bytes');

  const header = parseJson(headerBytes);
  if (!isJsonObject(header)) return refused('malformed', 'header is not a JSON object');
  if (Object.keys(header).length !== 3) return refused('malformed', 'header is not exactly alg, kid and typ');
  // RFC 8725, section 3.1: the algorithm is ours to choose, not the message's.
  if (header.alg !== 'EdDSA') return refused('malformed', 'alg is not EdDSA');
  if (header.typ !== typ) return refused('malformed', `typ is not ${typ}`);
  if (typeof header.kid !== 'string') return refused('malformed', 'kid is not a string');
  const signingInput = Buffer.from(`${headerText}.${payloadText}`);
  return opened({ kid: header.kid, signingInput, signature, payload });
}

/** The `kid` in the header of a JWS that a key ring has opened; of any other it means nothing. */
export function signerOf(compact: string | Uint8Array): string | undefined {
  const text = typeof compact === 'string' ? compact : Buffer.from(compact).toString('latin1');
  const header = parseJson(Buffer.from(text.slice(0, text.indexOf('.')), 'base64url'));
  return isJsonObject(header) && typeof header.kid === 'string' ? header.kid : undefined;
}

const MAX_BYTES_OF_TYPE: ReadonlyMap<JwsType, number> = new Map(
  (Object.keys(JWS_TYPES) as SignedKind[]).map((kind) => [JWS_TYPES[kind], MAX_BYTES[kind]]),
);

function maxBytes(typ: JwsType): number {
  return MAX_BYTES_OF_TYPE.get(typ) ?? 0;
}

function encodeText(text: string): string {
  return encodeBase64url(Buffer.from(text));
}
