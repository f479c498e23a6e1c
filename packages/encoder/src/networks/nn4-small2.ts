import * as tf from '@tensorflow/tfjs-core';
import { batchNormScale, type FoldedConv, foldScale } from '../weights/fold-weights.ts';
import type { WeightArray, WeightSet } from '../weights/weight-set.ts';
import { WeightTensors } from '../weights/weight-tensors.ts';
import type { EmbeddingNetwork } from './embedding-network.ts';
import {
  CONV1,
  CONV2,
  CONV3,
  type ConvLayer,
  convLayers,
  INCEPTION_BLOCKS,
  type InceptionBlock,
  type PoolBranch,
} from './nn4-small2/architecture.ts';
import { normaliseTensorRows } from './normalise-tensor-rows.ts';

export interface Nn4Small2Network extends EmbeddingNetwork {
  /**
   * The notebook's own input. Channels-first kernels are missing from most engines, so it is transposed inside.
   *
   * @param batch shape (n, 3, 96, 96), RGB, each value in [0, 1]
   * @returns embeddings, shape (n, 128), each row of unit L2 norm
   */
  embedChannelsFirst(batch: tf.Tensor4D): tf.Tensor2D;
}

interface LayerTensors {
  readonly filter: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
}

/**
 * nn4.small2, the network of the FaceNet course notebook; `embed` takes (n, 96, 96, 3), RGB 0..255.
 *
 * @param weights by the names of `nn4Small2Weights()` and in TensorFlow's order: imported ones, or a formula in a test
 * @throws {EncoderError} MODEL_WEIGHTS_INVALID when an array is missing
 */
export function loadNn4Small2(weights: WeightSet): Nn4Small2Network {
  const tensors = new WeightTensors('nn4-small2', weights);
  const layers = new Map(convLayers().map((layer) => [layer.name, foldedLayer(tensors, layer)]));
  const denseMatrix = tensors.tensor2d('dense_w');
  const denseBias = tensors.tensor1d('dense_b');

  function conv(x: tf.Tensor4D, { name, stride, pad }: ConvLayer): tf.Tensor4D {
    const { filter, bias } = layers.get(name)!;
    // At stride 1 "same" pads evenly. At stride 2 it pads one side more, which this network does not.
    const common = { filter, bias, strides: stride, activation: 'relu' } as const;
    if (stride === 1) return tf.fused.conv2d({ ...common, x, pad: 'same' });
    return tf.fused.conv2d({ ...common, x: padZeros(x, [pad, pad]), pad: 'valid' });
  }

  function pooled(x: tf.Tensor4D, { kind, stride, conv: layer, padAfterwards }: PoolBranch): tf.Tensor4D {
    const smaller = kind === 'max' ? tf.maxPool(x, 3, stride, 'valid') : tf.avgPool(x, 3, stride, 'valid');
    return padZeros(layer ? conv(smaller, layer) : smaller, padAfterwards);
  }

  function inception(x: tf.Tensor4D, { towers, pool, direct }: InceptionBlock): tf.Tensor4D {
    const branches = towers.map((tower) => tower.reduce(conv, x));
    branches.push(pooled(x, pool));
    if (direct) branches.push(conv(x, direct));
    return tf.concat(branches, 3);
  }

  /** @param pixels shape (n, 96, 96, 3), in [0, 1] */
  function forward(pixels: tf.Tensor4D): tf.Tensor2D {
    let x = tf.maxPool(padZeros(conv(pixels, CONV1), [1, 1]), 3, 2, 'valid');
    x = tf.maxPool(padZeros(conv(conv(x, CONV2), CONV3), [1, 1]), 3, 2, 'valid');
    x = INCEPTION_BLOCKS.reduce(inception, x);
    const features = tf.mean(x, [1, 2]) as tf.Tensor2D;
    return normaliseTensorRows(tf.add(tf.matMul(features, denseMatrix), denseBias));
  }

  return {
    embed: (batch) => tf.tidy(() => forward(tf.div(batch, 255))),
    embedChannelsFirst: (batch) => tf.tidy(() => forward(tf.transpose(batch, [0, 2, 3, 1]))),
    dispose: () => tensors.dispose(),
  };
}

/** Explicit, because the native engine knows no padding but "same" and "valid". */
function padZeros(x: tf.Tensor4D, [before, after]: readonly [number, number]): tf.Tensor4D {
  return tf.pad(x, [
    [0, 0],
    [before, after],
    [before, after],
    [0, 0],
  ]);
}

function foldedLayer(tensors: WeightTensors, layer: ConvLayer): LayerTensors {
  const { filter, bias } = foldLayer((name) => tensors.array(name), layer);
  return { filter: tensors.tensor4d(filter), bias: tensors.tensor1d(bias) };
}

/** A convolution with its batch normalisation folded in, from its weights by their names. */
export function foldLayer(
  array: (name: string) => WeightArray,
  { name, normName, epsilon }: ConvLayer,
): FoldedConv {
  const vector = (weight: string) => array(weight).values;
  const { scale, offset } = batchNormScale(
    vector(`${normName}_w`),
    vector(`${normName}_b`),
    vector(`${normName}_m`),
    vector(`${normName}_v`),
    epsilon,
  );
  return foldScale(array(`${name}_w`), vector(`${name}_b`), scale, offset);
}
