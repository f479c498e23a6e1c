import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** The first byte of whatever is sealed; another algorithm gets another number. */
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** By how much what is sealed is longer: format, nonce and tag. */
export const SEAL_OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** 256 bits. */
export const KEY_BYTES = 32;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits: format ‖ nonce ‖ ciphertext ‖ tag of 128 bits.
 * A key may seal 2³² times at most (section 8.3); a person's seals a few dozen, a master key one for each person.
 * @param associatedData what the ciphertext belongs to; it opens with nothing else
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, associatedData: Uint8Array): Buffer {
  const { head, cipher } = beginSeal(key, associatedData);
  const ciphertext = [cipher.update(plaintext), cipher.final()];
  return Buffer.concat([head, ...ciphertext, cipher.getAuthTag()]);
}

/**
 * As `seal`, piece by piece, for what is too large to be copied in one go.
 * @param plaintext each piece may be overwritten once the next is asked for
 */
export async function* sealPieces(
  key: Uint8Array,
  plaintext: AsyncIterable<Uint8Array>,
  associatedData: Uint8Array,
): AsyncGenerator<Buffer> {
  const { head, cipher } = beginSeal(key, associatedData);
  yield head;
  for await (const piece of plaintext) yield cipher.update(piece);
  yield cipher.final();
  yield cipher.getAuthTag();
}

function beginSeal(key: Uint8Array, associatedData: Uint8Array) {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData);
  return { head: Buffer.concat([Buffer.of(FORMAT), nonce]), cipher };
}

/** @returns undefined when the key is another, when it belongs to something else, or when a single bit was changed */
export function unseal(key: Uint8Array, sealed: Uint8Array, associatedData: Uint8Array): Buffer | undefined {
  if (sealed.length < SEAL_OVERHEAD_BYTES || sealed[0] !== FORMAT) return undefined;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plaintext = decipher.update(sealed.subarray(1 + NONCE_BYTES, tagAt));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    return undefined;
  }
}
