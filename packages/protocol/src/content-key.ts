import { createHash, createPublicKey, createSecretKey, diffieHellman, type KeyObject } from 'node:crypto';

/** The name of AES-256-GCM in JOSE, which is also the AlgorithmID of the derivation (RFC 7518, section 4.6.2). */
export const CONTENT_ENCRYPTION = 'A256GCM';

const KEY_BITS = 256;

/**
 * OtherInfo of NIST SP 800-56A, section 5.8.1, as RFC 7518, section 4.6.2 fills it in: AlgorithmID, empty PartyUInfo
 * and PartyVInfo, and the key's length in bits. The parties are named by the signature inside.
 */
const OTHER_INFO = Buffer.concat([
  uint32(CONTENT_ENCRYPTION.length),
  Buffer.from(CONTENT_ENCRYPTION),
  uint32(0),
  uint32(0),
  uint32(KEY_BITS),
]);

/** SHA-256 gives the whole key in the first round of the Concat KDF. */
const FIRST_ROUND = uint32(1);

/**
 * The AES key that both ends of an X25519 agreement derive (ECDH-ES with direct key agreement).
 *
 * @returns undefined for a public value of small order, which agrees on zero with every key: everybody could open
 * what is sealed with that (RFC 7748, section 6.1)
 */
export function deriveContentKey(privateKey: KeyObject, publicKey: KeyObject): KeyObject | undefined {
  let secret: Buffer;
  try {
    secret = diffieHellman({ privateKey, publicKey });
  } catch {
    // OpenSSL 3 refuses such values itself; others return the zeroes.
    return undefined;
  }
  if (secret.every((byte) => byte === 0)) return undefined;
  return createSecretKey(createHash('sha256').update(FIRST_ROUND).update(secret).update(OTHER_INFO).digest());
}

/** @param x 32 bytes in base64url. Every such value is a point of the curve or of its twist (RFC 7748, section 5). */
export function importX25519PublicKey(x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
