import * as tf from '@tensorflow/tfjs-core';
import type { WeightSet } from '../weights/weight-set.ts';
import { WeightTensors } from '../weights/weight-tensors.ts';
import {
  type ConvWeights,
  conv,
  type SeparableWeights,
  separableConv,
  separableWeights,
} from './conv-layers.ts';

/** Of the pictures that it was trained on. */
export const MEAN_RGB = [122.782, 117.001, 104.298];

/** The 68 points of a face from its crop (weights of face-api). */
export interface LandmarkNetwork {
  /**
   * @param batch shape (n, 112, 112, 3), RGB, 0..255
   * @returns shape (n, 136): x and y of each point in turn, as fractions of the crop
   */
  forward(batch: tf.Tensor4D): tf.Tensor2D;
  dispose(): void;
}

interface DenseBlock {
  readonly entry: (x: tf.Tensor4D) => tf.Tensor4D;
  readonly inner: readonly SeparableWeights[];
}

/** Four convolutions, each of which sees the sum of all results before it. */
function denseBlock(x: tf.Tensor4D, { entry, inner }: DenseBlock): tf.Tensor4D {
  let sum = entry(x);
  let seen = sum;
  for (const layer of inner) {
    sum = tf.add(sum, separableConv(seen, layer));
    seen = tf.relu(sum);
  }
  return seen;
}

export function loadLandmarkNetwork(weights: WeightSet): LandmarkNetwork {
  const tensors = new WeightTensors('68-point landmarks', weights);
  const mean = tensors.tensor1d(Float32Array.from(MEAN_RGB));
  const blocks = [0, 1, 2, 3].map((block): DenseBlock => {
    const path = `dense${block}`;
    const inner = [1, 2, 3].map((layer) => separableWeights(tensors, `${path}/conv${layer}`));
    if (block === 0) {
      const first: ConvWeights = {
        filter: tensors.tensor4d(`${path}/conv0/filters`),
        bias: tensors.tensor1d(`${path}/conv0/bias`),
      };
      return { entry: (x) => conv(x, first, { stride: 2, activation: 'relu' }), inner };
    }
    const first = separableWeights(tensors, `${path}/conv0`);
    return { entry: (x) => separableConv(x, first, { stride: 2, activation: 'relu' }), inner };
  });
  const dense = tensors.tensor2d('fc/weights');
  const bias = tensors.tensor1d('fc/bias');

  function forward(batch: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => {
      let x = tf.div(tf.sub(batch, mean), 255) as tf.Tensor4D;
      for (const block of blocks) x = denseBlock(x, block);
      const features = tf.avgPool(x, 7, 2, 'valid');
      const flat = tf.reshape(features, [batch.shape[0], -1]) as tf.Tensor2D;
      return tf.add(tf.matMul(flat, dense), bias) as tf.Tensor2D;
    });
  }
  return { forward, dispose: () => tensors.dispose() };
}
