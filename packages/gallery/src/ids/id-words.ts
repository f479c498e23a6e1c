/** An id in four 32-bit words: those of a UUID are its bytes in the order in which they are written. */
export type IdWords = Uint32Array;
export const ID_WORDS = 4;

const UUID_LENGTH = 36;
const [DASH, NONE] = [45, 255];
const DIGITS = digits();

/**
 * @param words where the bytes of the UUID go
 * @returns false for an id that is not a UUID in lower case: then they are whatever they are
 */
export function parseUuid(id: string, words: IdWords): boolean {
  if (id.length !== UUID_LENGTH) return false;
  let [at, word, wrong] = [0, 0, 0];
  for (let byte = 0; byte < 4 * ID_WORDS; byte++) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) wrong |= id.charCodeAt(at++) ^ DASH;
    const high = DIGITS[id.charCodeAt(at++)] ?? NONE;
    const low = DIGITS[id.charCodeAt(at++)] ?? NONE;
    wrong |= (high | low) & ~15;
    word |= ((high << 4) | low) << (8 * (byte & 3));
    if ((byte & 3) === 3) {
      words[byte >> 2] = word;
      word = 0;
    }
  }
  return wrong === 0;
}

/** @param bytes of which those from `at` on are a UUID's */
export function formatUuid(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + 4 * ID_WORDS);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** What `bucketOf` says of the id. */
export function bucketOfWords(words: IdWords): number {
  return words[3]! >>> 24;
}

/** By character code the value of a digit. */
function digits(): Uint8Array {
  const values = new Uint8Array(128).fill(NONE);
  for (const [value, digit] of [...'0123456789abcdef'].entries()) values[digit.charCodeAt(0)] = value;
  return values;
}
