import * as tf from '@tensorflow/tfjs-core';
import { foldNormalisation, foldScale } from '../weights/fold-weights.ts';
import type { WeightSet } from '../weights/weight-set.ts';
import { WeightTensors } from '../weights/weight-tensors.ts';
import { type ConvWeights, conv, convWeights } from './conv-layers.ts';
import type { EmbeddingNetwork } from './embedding-network.ts';
import { normaliseTensorRows } from './normalise-tensor-rows.ts';

/** Of the pictures that it was trained on, as dlib has it. */
export const MEAN_RGB: readonly [number, number, number] = [122.782, 117.001, 104.298];

/** In order; what halves the picture has `down` in its name. */
export const RESIDUAL_BLOCKS = [
  'conv32_1',
  'conv32_2',
  'conv32_3',
  'conv64_down',
  'conv64_1',
  'conv64_2',
  'conv64_3',
  'conv128_down',
  'conv128_1',
  'conv128_2',
  'conv256_down',
  'conv256_1',
  'conv256_2',
  'conv256_down_out',
] as const;

interface ResidualBlock {
  readonly first: ConvWeights;
  readonly second: ConvWeights;
  readonly halves: boolean;
}

/** dlib's ResNet with 29 convolutions, as converted by face-api; input (n, 150, 150, 3). */
export function loadResNet128(weights: WeightSet): EmbeddingNetwork {
  const tensors = new WeightTensors('resnet-128', weights);
  const layer = (path: string) =>
    foldScale(
      tensors.array(`${path}/conv/filters`),
      tensors.array(`${path}/conv/bias`).values,
      tensors.array(`${path}/scale/weights`).values,
      tensors.array(`${path}/scale/biases`).values,
    );
  const entry = layer('conv32_down');
  const first = convWeights(tensors, foldNormalisation(entry.filter, entry.bias, MEAN_RGB, 255));
  const blocks = RESIDUAL_BLOCKS.map(
    (name): ResidualBlock => ({
      first: convWeights(tensors, layer(`${name}/conv1`)),
      second: convWeights(tensors, layer(`${name}/conv2`)),
      halves: name.includes('down'),
    }),
  );
  const dense = tensors.tensor2d('fc');

  function embed(batch: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => {
      let x = conv(batch, first, { stride: 2, pad: 'valid', activation: 'relu' });
      x = tf.maxPool(x, 3, 2, 'valid');
      for (const block of blocks) x = block.halves ? halvingBlock(x, block) : residualBlock(x, block);
      return normaliseTensorRows(tf.matMul(tf.mean(x, [1, 2]) as tf.Tensor2D, dense));
    });
  }
  return { embed, dispose: () => tensors.dispose() };
}

function residualBlock(x: tf.Tensor4D, { first, second }: ResidualBlock): tf.Tensor4D {
  const inner = conv(x, first, { activation: 'relu' });
  return tf.relu(tf.add(conv(inner, second), x));
}

/** Halves the picture; the shortcut is averaged, and zeros stand in for the channels and the edge that it lacks. */
function halvingBlock(x: tf.Tensor4D, { first, second }: ResidualBlock): tf.Tensor4D {
  const inner = conv(x, first, { stride: 2, pad: 'valid', activation: 'relu' });
  const main = conv(inner, second);
  const shortcut = tf.avgPool(x, 2, 2, 'valid');
  const height = Math.max(main.shape[1], shortcut.shape[1]);
  const width = Math.max(main.shape[2], shortcut.shape[2]);
  const channels = main.shape[3];
  return tf.relu(tf.add(growTo(main, height, width, channels), growTo(shortcut, height, width, channels)));
}

function growTo(x: tf.Tensor4D, height: number, width: number, channels: number): tf.Tensor4D {
  const missing = [height - x.shape[1], width - x.shape[2], channels - x.shape[3]] as const;
  if (missing.every((size) => size === 0)) return x;
  return tf.pad(x, [
    [0, 0],
    [0, missing[0]],
    [0, missing[1]],
    [0, missing[2]],
  ]);
}
