import type { Projection } from '@portero/biometrics';
import * as tf from '@tensorflow/tfjs-core';
import type { TemplateNetwork } from './embedding-network.ts';
import { normaliseRows } from './normalise-rows.ts';

/** Another network and a projection behind it: each of its rows times W, brought back to unit L2 norm. */
export function createProjectedNetwork(
  base: TemplateNetwork,
  { dimension, matrix }: Projection,
): TemplateNetwork {
  const weights = tf.tensor2d(matrix, [dimension, dimension]);
  return {
    async embed(batch) {
      const rows = await base.embed(batch);
      const projected = tf.tidy(() => normaliseRows(tf.matMul(rows, weights) as tf.Tensor2D));
      rows.dispose();
      return projected;
    },
    dispose() {
      weights.dispose();
      base.dispose();
    },
  };
}
