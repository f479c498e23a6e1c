import * as tf from '@tensorflow/tfjs-core';
import type { FoldedConv } from '../weights/fold-weights.ts';
import type { WeightTensors } from '../weights/weight-tensors.ts';

export interface ConvWeights {
  readonly filter: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
}

/** A depthwise convolution followed by a pointwise one that carries the bias. */
export interface SeparableWeights extends ConvWeights {
  readonly depthwise: tf.Tensor4D;
}

export interface ConvOptions {
  /** @defaultValue 1 */
  stride?: number;
  /** @defaultValue 'same' */
  pad?: 'same' | 'valid';
  activation?: 'relu' | 'relu6' | 'prelu';
  /** Slopes below zero of 'prelu', one a channel. */
  slopes?: tf.Tensor1D;
}

export function convWeights(tensors: WeightTensors, { filter, bias }: FoldedConv): ConvWeights {
  return { filter: tensors.tensor4d(filter), bias: tensors.tensor1d(bias) };
}

export function separableWeights(tensors: WeightTensors, path: string): SeparableWeights {
  return {
    depthwise: tensors.tensor4d(`${path}/depthwise_filter`),
    filter: tensors.tensor4d(`${path}/pointwise_filter`),
    bias: tensors.tensor1d(`${path}/bias`),
  };
}

/** Convolution, bias and activation in one kernel. Call it inside `tf.tidy`. */
export function conv(x: tf.Tensor4D, { filter, bias }: ConvWeights, options: ConvOptions = {}): tf.Tensor4D {
  const { stride = 1, pad = 'same', activation, slopes } = options;
  return tf.fused.conv2d({
    x,
    filter,
    bias,
    strides: stride,
    pad,
    activation: activation ?? 'linear',
    ...(slopes && { preluActivationWeights: slopes }),
  });
}

export function depthwiseConv(
  x: tf.Tensor4D,
  { filter, bias }: ConvWeights,
  options: ConvOptions = {},
): tf.Tensor4D {
  const { stride = 1, pad = 'same', activation } = options;
  return tf.fused.depthwiseConv2d({
    x,
    filter,
    bias,
    strides: stride,
    pad,
    activation: activation ?? 'linear',
  });
}

export function separableConv(
  x: tf.Tensor4D,
  weights: SeparableWeights,
  options: ConvOptions = {},
): tf.Tensor4D {
  const { stride = 1, pad = 'same' } = options;
  const spatial = tf.depthwiseConv2d(x, weights.depthwise, stride, pad);
  return conv(spatial, weights, { ...options, stride: 1, pad: 'valid' });
}
