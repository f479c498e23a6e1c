import type { PixelBatch } from './pixel-network.ts';

/** Gives some faces to a network: its output, one row a face. */
export type Forward = (faces: PixelBatch) => Promise<Float32Array>;

/**
 * Gives a network no more and no fewer faces than it takes at once: a last group that is short is filled up with its
 * own last face, the embeddings of which are thrown away.
 *
 * @param batchSize how many it takes, undefined for any number
 */
export async function inBatches(
  faces: PixelBatch,
  batchSize: number | undefined,
  forward: Forward,
): Promise<Float32Array> {
  const { count } = faces;
  if (batchSize === undefined || batchSize === count) return forward(faces);
  const parts: Float32Array[] = [];
  for (let start = 0; start < count; start += batchSize) {
    parts.push(await forward(groupOf(faces, start, batchSize)));
  }
  const dimension = parts[0]!.length / batchSize;
  const rows = new Float32Array(parts.length * batchSize * dimension);
  for (const [index, part] of parts.entries()) rows.set(part, index * batchSize * dimension);
  return rows.slice(0, count * dimension);
}

function groupOf({ count, height, width, pixels }: PixelBatch, start: number, size: number): PixelBatch {
  const length = height * width * 3;
  const group = new Float32Array(size * length);
  for (let row = 0; row < size; row++) {
    const face = Math.min(start + row, count - 1);
    group.set(pixels.subarray(face * length, (face + 1) * length), row * length);
  }
  return { count: size, height, width, pixels: group };
}
