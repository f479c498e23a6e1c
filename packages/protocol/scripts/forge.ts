import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { KEYS, type KeyName } from './vector-keys.ts';

export interface Forgery {
  readonly typ: string;
  /** Signs; its `kid` stands in the header unless `header` says otherwise. @defaultValue as given by the caller */
  readonly key: KeyName;
  /** Members that replace or join the usual ones; undefined removes one. */
  readonly header?: Record<string, unknown>;
  /** The header's exact bytes, instead of all of the above. */
  readonly headerText?: string;
  readonly payload: object | string | Uint8Array;
}

/** A compact JWS with anything in it, right or wrong, properly signed. */
export function forge({ typ, key, header = {}, headerText, payload }: Forgery): string {
  const members = { alg: 'EdDSA', kid: KEYS[key].kid, typ, ...header };
  const bytes =
    payload instanceof Uint8Array || typeof payload === 'string' ? payload : JSON.stringify(payload);
  const signingInput = `${encode(headerText ?? JSON.stringify(members))}.${encode(bytes)}`;
  const privateKey = createPrivateKey({ key: { ...KEYS[key].privateJwk }, format: 'jwk' });
  return `${signingInput}.${encode(sign(null, Buffer.from(signingInput), privateKey))}`;
}

/** A JWS under HMAC-SHA-256 with the bytes of a public key, which everybody knows, as the secret. */
export function forgeMac({
  typ,
  secretOf,
  payload,
}: {
  typ: string;
  secretOf: KeyName;
  payload: object;
}): string {
  const { kid, publicJwk } = KEYS[secretOf];
  const members = { alg: 'HS256', kid, typ };
  const signingInput = [members, payload].map((part) => encode(JSON.stringify(part))).join('.');
  const secret = Buffer.from(publicJwk.x, 'base64url');
  return `${signingInput}.${createHmac('sha256', secret).update(signingInput).digest('base64url')}`;
}

/** The order of the group of Ed25519 (RFC 8032, section 5.1). */
const ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

/** The same signature with S + L for S: a second spelling, which RFC 8032, section 5.1.7 refuses. */
export function addOrder(signatureText: string): string {
  const signature = Buffer.from(signatureText, 'base64url');
  const scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + ORDER;
  const spelled = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse();
  return encode(Buffer.concat([signature.subarray(0, 32), spelled]));
}

function encode(bytes: string | Uint8Array): string {
  return Buffer.from(bytes as Uint8Array).toString('base64url');
}

/** The same JWS or JWE with one of its parts put through a function. */
export function alterPart(compact: string, part: 0 | 1 | 2 | 3 | 4, alter: (text: string) => string): string {
  return compact
    .split('.')
    .map((text, index) => (index === part ? alter(text) : text))
    .join('.');
}

/** The same JWS, its payload changed after it was signed. */
export function alterPayload(compact: string, change: object): string {
  return alterPart(compact, 1, (text) => {
    const payload = JSON.parse(Buffer.from(text, 'base64url').toString()) as object;
    return encode(JSON.stringify({ ...payload, ...change }));
  });
}

/** Headers that no reader may accept, whatever is signed under them. Shared by every signed kind. */
export const BAD_HEADERS: readonly { name: string; header?: Record<string, unknown>; headerText?: string }[] =
  [
    { name: 'alg none', header: { alg: 'none' } },
    { name: 'alg HS256', header: { alg: 'HS256' } },
    { name: 'alg of another spelling (Ed25519 of RFC 9864)', header: { alg: 'Ed25519' } },
    { name: 'alg in lower case', header: { alg: 'eddsa' } },
    { name: 'no alg', header: { alg: undefined } },
    { name: 'no typ', header: { typ: undefined } },
    { name: 'typ of another kind of message', header: { typ: 'portero-something+jws' } },
    { name: 'typ with the prefix application/', header: { typ: 'application/portero-command+jws' } },
    { name: 'no kid', header: { kid: undefined } },
    { name: 'kid that is a number', header: { kid: 1 } },
    { name: 'crit', header: { crit: ['b64'], b64: false } },
    { name: 'embedded jwk', header: { jwk: KEYS.stranger.publicJwk } },
    { name: 'jku', header: { jku: 'https://keys.example/jwks.json' } },
    { name: 'cty, harmless but not on the list', header: { cty: 'json' } },
    { name: 'header that is not JSON', headerText: '{"alg":"EdDSA"' },
    { name: 'header that is an array', headerText: '["EdDSA"]' },
  ];
