/** Long enough not to be there by chance. */
const SHORTEST_TEXT = 12;
const DEPTH = 3;

/**
 * All that somebody who looks for something in a payload would look at: its bytes, and whatever in it may be base64,
 * base64url or hexadecimal, decoded at each alignment, and the same again of that.
 */
export function readingsOf(payload: Buffer, depth = DEPTH): Buffer[] {
  if (depth === 0) return [payload];
  const text = payload.toString('latin1');
  const decoded: Buffer[] = [];
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]+/g)) {
    if (run.length < SHORTEST_TEXT) continue;
    // A text that begins in the middle of another is shifted by up to three characters.
    for (let shift = 0; shift < 4; shift++) decoded.push(Buffer.from(run.slice(shift), 'base64'));
    for (const [digits] of run.matchAll(/[0-9A-Fa-f]+/g)) {
      if (digits.length < SHORTEST_TEXT) continue;
      for (let shift = 0; shift < 2; shift++) decoded.push(Buffer.from(digits.slice(shift), 'hex'));
    }
  }
  return [payload, ...decoded.flatMap((reading) => readingsOf(reading, depth - 1))];
}

/** Every two neighbouring values of an embedding, as the 8 bytes of their float32, little-endian and big-endian. */
export function windowsOf(embedding: Float32Array): Buffer[] {
  const bytes = Buffer.from(
    embedding.buffer.slice(embedding.byteOffset, embedding.byteOffset + embedding.byteLength),
  );
  const swapped = Buffer.from(bytes).swap32();
  return [bytes, swapped].flatMap((all) =>
    Array.from({ length: embedding.length - 1 }, (_, index) => all.subarray(4 * index, 4 * index + 8)),
  );
}
