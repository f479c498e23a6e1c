import * as tf from '@tensorflow/tfjs-core';

/** Gives some faces, (n, height, width, 3), to a network: raw output, (n, dimension). Owns what it returns. */
export type Forward = (batch: tf.Tensor4D) => tf.Tensor2D | Promise<tf.Tensor2D>;

/**
 * Gives a network no more and no fewer faces than it takes at once: a last group that is short is filled up with its
 * own last face, the embeddings of which are thrown away.
 *
 * @param batchSize how many it takes, undefined for any number
 */
export async function inBatches(
  batch: tf.Tensor4D,
  batchSize: number | undefined,
  forward: Forward,
): Promise<tf.Tensor2D> {
  const [count] = batch.shape;
  if (batchSize === undefined || batchSize === count) return forward(batch);
  const parts: tf.Tensor2D[] = [];
  try {
    for (let start = 0; start < count; start += batchSize) {
      const rows = Array.from({ length: batchSize }, (_, row) => Math.min(start + row, count - 1));
      const group = tf.tidy(() => tf.gather(batch, tf.tensor1d(rows, 'int32')));
      parts.push(await Promise.resolve(forward(group)).finally(() => group.dispose()));
    }
    return tf.tidy(() => {
      const all = tf.concat(parts);
      return tf.slice2d(all, [0, 0], [count, all.shape[1]!]);
    });
  } finally {
    tf.dispose(parts);
  }
}
