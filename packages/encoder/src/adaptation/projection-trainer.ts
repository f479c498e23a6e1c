import {
  identityProjection,
  type LabelledEmbedding,
  type Projection,
  type Triplet,
} from '@portero/biometrics';
import * as tf from '@tensorflow/tfjs-core';
import type { Triplets } from '../triplet-loss.ts';
import { projectionGradient } from './projection-gradient.ts';

export interface TrainerOptions {
  /** Length of a template. */
  readonly dimension: number;
  /** Step of gradient descent with momentum 0.9. */
  readonly learningRate: number;
  /** Share of W − I that is taken away after each step: without a reason to differ, W returns to doing nothing. */
  readonly decay: number;
  /** Margin of the loss, in squared L2. */
  readonly alpha: number;
}

/** W on the engine of this thread. */
export interface ProjectionTrainer {
  /**
   * One step down the mean loss of the triplets.
   * @returns the loss before the step, summed over the triplets as equation (3) has it
   */
  step(samples: readonly LabelledEmbedding[], triplets: readonly Triplet[]): Promise<number>;
  projection(): Promise<Projection>;
  dispose(): void;
}

/**
 * Gradient descent with momentum, and not Adam, which moves every entry of W alike, also those that only follow chance: on
 * 160 people with a nuisance in four of 32 directions it brought the TAR of held-out people from 35 % to 55 %, this to
 * 93 %. Written out, since the optimiser of TensorFlow.js 4.22 leaves a tensor behind.
 */
const MOMENTUM = 0.9;

/** W begins as the identity. An engine must have been selected before. */
export function createProjectionTrainer(options: TrainerOptions): ProjectionTrainer {
  const { dimension, learningRate, decay, alpha } = options;
  const identity = tf.tensor2d(identityProjection(dimension).matrix, [dimension, dimension]);
  let weights = tf.clone(identity);
  let velocity: tf.Tensor2D = tf.zerosLike(identity);
  return {
    async step(samples, triplets) {
      const [loss, moved, momentum] = tf.tidy(() => {
        const templates = tensorsOf(samples, triplets, dimension);
        const found = projectionGradient(weights, templates, alpha);
        const mean = tf.div(found.gradient, triplets.length);
        const ahead = tf.add(tf.mul(velocity, MOMENTUM), mean) as tf.Tensor2D;
        const stepped = tf.sub(weights, tf.mul(ahead, learningRate));
        const decayed = tf.sub(stepped, tf.mul(tf.sub(stepped, identity), decay)) as tf.Tensor2D;
        return [found.loss, decayed, ahead] as [tf.Scalar, tf.Tensor2D, tf.Tensor2D];
      });
      tf.dispose([weights, velocity]);
      weights = moved;
      velocity = momentum;
      const [value] = await loss.data();
      loss.dispose();
      return value!;
    },
    projection: async () => ({ dimension, matrix: Float32Array.from(await weights.data()) }),
    dispose: () => tf.dispose([weights, velocity, identity]),
  };
}

function tensorsOf(
  samples: readonly LabelledEmbedding[],
  triplets: readonly Triplet[],
  dimension: number,
): Triplets {
  const rows = (part: keyof Triplet): tf.Tensor2D => {
    const values = new Float32Array(triplets.length * dimension);
    for (const [row, triplet] of triplets.entries()) {
      values.set(samples[triplet[part]]!.embedding, row * dimension);
    }
    return tf.tensor2d(values, [triplets.length, dimension]);
  };
  return { anchor: rows('anchor'), positive: rows('positive'), negative: rows('negative') };
}
