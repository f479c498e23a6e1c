import * as tf from '@tensorflow/tfjs-core';
import type { EmbeddingNetwork } from './embedding-network.ts';
import { normaliseRows } from './normalise-rows.ts';

const CELL = 7;

/**
 * No network at all: the aligned face reduced to 16 × 16 pixels, flattened and normalised. The baseline that shows
 * what an encoder is for; it looks at the light more than at the person. Input (n, 112, 112, 3).
 */
export function createPixelsNetwork(): EmbeddingNetwork {
  return {
    embed: (batch) =>
      tf.tidy(() => {
        const small = tf.avgPool(batch, CELL, CELL, 'valid');
        return normaliseRows(tf.reshape(small, [batch.shape[0], -1]) as tf.Tensor2D);
      }),
    dispose: () => {},
  };
}
