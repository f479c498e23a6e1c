import * as tf from '@tensorflow/tfjs-core';
import { foldNormalisation } from '../weights/fold-weights.ts';
import type { WeightSet } from '../weights/weight-set.ts';
import { WeightTensors } from '../weights/weight-tensors.ts';
import { conv, convWeights, separableConv, separableWeights } from './conv-layers.ts';

/** Of the pictures that it was trained on. */
export const TINY_MEAN_RGB = [117.001, 114.697, 97.404];
export const TINY_LEAK = 0.1;

/** A face detector in the manner of Tiny YOLO v2, its convolutions separable (weights of face-api). */
export interface TinyFaceNetwork {
  /**
   * @param batch shape (n, size, size, 3), RGB, 0..255, size a multiple of 32
   * @returns shape (n, size / 32, size / 32, 25): five anchors times (x, y, width, height, objectness), raw
   */
  forward(batch: tf.Tensor4D): tf.Tensor4D;
  dispose(): void;
}

export function loadTinyFaceNetwork(weights: WeightSet): TinyFaceNetwork {
  const tensors = new WeightTensors('tiny face detector', weights);
  const first = convWeights(
    tensors,
    foldNormalisation(tensors.array('conv0/filters'), tensors.array('conv0/bias').values, TINY_MEAN_RGB, 255),
  );
  const middle = [1, 2, 3, 4, 5].map((layer) => separableWeights(tensors, `conv${layer}`));
  const leaky = (channels: number) => ({
    // A leaky ReLU by another name: after the first layer wasm takes 0.4 ms for it, and 1.0 ms for its own 'leakyrelu'.
    activation: 'prelu' as const,
    slopes: tensors.tensor1d(new Float32Array(channels).fill(TINY_LEAK)),
  });
  const activations = [first, ...middle].map(({ bias }) => leaky(bias.size));
  const last = { filter: tensors.tensor4d('conv8/filters'), bias: tensors.tensor1d('conv8/bias') };

  function forward(batch: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => {
      let x = conv(batch, first, { pad: 'valid', ...activations[0] });
      for (const [index, layer] of middle.entries()) {
        x = tf.maxPool(x, 2, 2, 'same');
        x = separableConv(x, layer, activations[index + 1]);
        // The last pooling keeps the grid as fine as it is.
        if (index === middle.length - 1) x = tf.maxPool(x, 2, 1, 'same');
      }
      return conv(x, last, { pad: 'valid' });
    });
  }
  return { forward, dispose: () => tensors.dispose() };
}
