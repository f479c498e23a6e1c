/** An id in four 32-bit words: those of a UUID are its bytes in the order in which they are written. */
export type IdWords = Uint32Array;
export const ID_WORDS = 4;

export const UUID_LENGTH = 36;
const [DASH, NONE] = [45, 255];
const CHARACTERS = Buffer.from('0123456789abcdef', 'latin1');
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

/**
 * @param words of a UUID, those from `at` on
 * @param text 36 bytes, which the caller keeps: a search is too short to make them anew
 */
export function formatUuid(words: IdWords, at: number, text: Buffer): string {
  let to = 0;
  for (let byte = 0; byte < 4 * ID_WORDS; byte++) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) text[to++] = DASH;
    const value = words[at + (byte >> 2)]! >>> (8 * (byte & 3));
    text[to++] = CHARACTERS[(value >>> 4) & 15]!;
    text[to++] = CHARACTERS[value & 15]!;
  }
  return text.toString('latin1');
}

/** What `bucketOf` says of the id. */
export function bucketOfWords(words: IdWords): number {
  return words[3]! >>> 24;
}

/** By character code the value of a digit. */
function digits(): Uint8Array {
  const values = new Uint8Array(128).fill(NONE);
  for (const [value, character] of CHARACTERS.entries()) values[character] = value;
  return values;
}
