import { createCipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { SEALING_KEYS, type SealingKeyName } from './vector-keys.ts';

export interface SealForgery {
  /** Whom it is sealed to; its `kid` stands in the header unless `header` says otherwise. @defaultValue 'sealing' */
  readonly to?: SealingKeyName;
  /** Members that replace or join the usual ones; undefined removes one. */
  readonly header?: Record<string, unknown>;
  /** The header's exact bytes, instead of all of the above. */
  readonly headerText?: string;
  /** The secret agreed on, instead of the right one. */
  readonly secret?: Buffer;
  readonly iv?: Buffer;
  readonly content: string | Buffer;
}

/** Where the bytes of an IV come from in a vector; a real one is random. */
const IV = Buffer.from('000102030405060708090a0b', 'hex');

/** A compact JWE with anything in it, right or wrong, written by the RFCs and not with the code that is to be tested. */
export function forgeSeal({
  to = 'sealing',
  header = {},
  headerText,
  secret,
  iv = IV,
  content,
}: SealForgery): string {
  const { kty, crv, x } = SEALING_KEYS.ephemeral.publicJwk;
  const members = {
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    typ: 'portero-observation+jwe',
    cty: 'portero-observation+jws',
    v: 1,
    kid: SEALING_KEYS[to].kid,
    epk: { kty, crv, x },
    ...header,
  };
  const protectedHeader = Buffer.from(headerText ?? JSON.stringify(members)).toString('base64url');
  const cipher = createCipheriv('aes-256-gcm', contentKey(secret ?? agree(to)), iv);
  cipher.setAAD(Buffer.from(protectedHeader, 'ascii'));
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return `${protectedHeader}..${parts.join('.')}`;
}

function agree(to: SealingKeyName): Buffer {
  const { kty, crv, x, d } = SEALING_KEYS.ephemeral.privateJwk;
  return diffieHellman({
    privateKey: createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' }),
    publicKey: createPublicKey({ key: { ...SEALING_KEYS[to].publicJwk }, format: 'jwk' }),
  });
}

/** RFC 7518, section 4.6.2: one round of SHA-256 over counter, secret, AlgorithmID, no PartyInfo, 256 bits. */
function contentKey(secret: Buffer): Buffer {
  const otherInfo = Buffer.from(
    `00000007${Buffer.from('A256GCM').toString('hex')}000000000000000000000100`,
    'hex',
  );
  return createHash('sha256')
    .update(Buffer.from('00000001', 'hex'))
    .update(secret)
    .update(otherInfo)
    .digest();
}
