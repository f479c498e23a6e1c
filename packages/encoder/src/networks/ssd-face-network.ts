import * as tf from '@tensorflow/tfjs-core';
import { batchNormScale, type FoldedConv, foldScale } from '../weights/fold-weights.ts';
import type { WeightArray, WeightSet } from '../weights/weight-set.ts';
import { WeightTensors } from '../weights/weight-tensors.ts';
import { type ConvWeights, conv, convWeights, depthwiseConv } from './conv-layers.ts';

const BATCH_NORM_EPSILON = 0.001;
export const HALVING_LAYERS = [2, 4, 6, 12];
export const CLASSES = 3;

/** A single-shot face detector on MobileNet v1 (weights of face-api). */
export interface SsdFaceNetwork {
  /**
   * @param batch shape (1, 512, 512, 3), RGB, 0..255
   * @returns for each of the 5118 anchors a box encoding, shape (5118, 4), and the logits of the classes,
   *   shape (5118, 3), of which class 1 is a face
   */
  forward(batch: tf.Tensor4D): { boxes: tf.Tensor2D; classes: tf.Tensor2D };
  /** (top, left, bottom, right) of each anchor as fractions of the input, 5118 × 4. */
  readonly anchors: Float32Array;
  dispose(): void;
}

interface ConvPair {
  readonly depthwise: ConvWeights;
  readonly pointwise: ConvWeights;
  readonly stride: number;
}

export function loadSsdFaceNetwork(weights: WeightSet): SsdFaceNetwork {
  const tensors = new WeightTensors('SSD face detector', weights);
  const array = (name: string) => tensors.array(name);
  const pointwise = (path: string): ConvWeights => ({
    filter: tensors.tensor4d(`${path}/weights`),
    bias: tensors.tensor1d(`${path}/convolution_bn_offset`),
  });
  const predictor = (path: string): ConvWeights => ({
    filter: tensors.tensor4d(`${path}/weights`),
    bias: tensors.tensor1d(`${path}/biases`),
  });
  const entry = pointwise('MobilenetV1/Conv2d_0_pointwise');
  const pairs = Array.from({ length: 13 }, (_, index): ConvPair => {
    const layer = index + 1;
    return {
      depthwise: convWeights(tensors, depthwiseParameters(array, `MobilenetV1/Conv2d_${layer}_depthwise`)),
      pointwise: pointwise(`MobilenetV1/Conv2d_${layer}_pointwise`),
      stride: HALVING_LAYERS.includes(layer) ? 2 : 1,
    };
  });
  const extra = Array.from({ length: 8 }, (_, index) => pointwise(`Prediction/Conv2d_${index}_pointwise`));
  const heads = Array.from({ length: 6 }, (_, index) => ({
    box: predictor(`Prediction/BoxPredictor_${index}/BoxEncodingPredictor`),
    classes: predictor(`Prediction/BoxPredictor_${index}/ClassPredictor`),
  }));
  const anchors = tensors.array('Output/extra_dim').values;

  function forward(batch: tf.Tensor4D): { boxes: tf.Tensor2D; classes: tf.Tensor2D } {
    return tf.tidy(() => {
      const features = featureMaps(tf.sub(tf.div(batch, 127.5), 1));
      return {
        boxes: tf.concat(features.map((map, index) => rows(conv(map, heads[index]!.box), 4))),
        classes: tf.concat(features.map((map, index) => rows(conv(map, heads[index]!.classes), CLASSES))),
      };
    });
  }

  /** The six maps, from fine to coarse, on which faces are looked for. */
  function featureMaps(input: tf.Tensor4D): tf.Tensor4D[] {
    const maps: tf.Tensor4D[] = [];
    let x = conv(input, entry, { stride: 2, activation: 'relu6' });
    for (const [index, pair] of pairs.entries()) {
      x = depthwiseConv(x, pair.depthwise, { stride: pair.stride, activation: 'relu6' });
      x = conv(x, pair.pointwise, { activation: 'relu6' });
      if (index + 1 === 11 || index + 1 === 13) maps.push(x);
    }
    for (const [index, layer] of extra.entries()) {
      const halves = index % 2 === 1;
      x = conv(x, layer, { stride: halves ? 2 : 1, activation: 'relu6' });
      if (halves) maps.push(x);
    }
    return maps;
  }
  return { forward, anchors, dispose: () => tensors.dispose() };
}

function rows(x: tf.Tensor4D, width: number): tf.Tensor2D {
  return tf.reshape(x, [-1, width]);
}

/** A depthwise convolution with its batch normalisation folded in, from its weights by their names. */
export function depthwiseParameters(array: (name: string) => WeightArray, path: string): FoldedConv {
  const { scale, offset } = batchNormScale(
    array(`${path}/BatchNorm/gamma`).values,
    array(`${path}/BatchNorm/beta`).values,
    array(`${path}/BatchNorm/moving_mean`).values,
    array(`${path}/BatchNorm/moving_variance`).values,
    BATCH_NORM_EPSILON,
  );
  return foldScale(array(`${path}/depthwise_weights`), undefined, scale, offset);
}
