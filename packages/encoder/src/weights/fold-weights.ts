import type { WeightArray } from './weight-set.ts';

/** A convolution: its filter, last axis the output channels (or, depthwise, the third), and its bias. */
export interface FoldedConv {
  readonly filter: WeightArray;
  readonly bias: Float32Array;
}

/**
 * Folds a scale and an offset for each output channel into the convolution before it:
 * (x ∗ w + b) · s + o = x ∗ (w · s) + (b · s + o).
 *
 * @param filter of shape (h, w, in, out); for a depthwise one give (h, w, in, 1)
 * @param bias one value per channel, or none
 */
export function foldScale(
  filter: WeightArray,
  bias: Float32Array | undefined,
  scale: Float32Array,
  offset: Float32Array,
): FoldedConv {
  // The channel of the result changes fastest in both layouts, since a depthwise filter's last axis is 1.
  const values = new Float32Array(filter.values.length);
  for (let start = 0; start < values.length; start += scale.length) {
    for (let channel = 0; channel < scale.length; channel++) {
      values[start + channel] = filter.values[start + channel]! * scale[channel]!;
    }
  }
  return {
    filter: { shape: filter.shape, values },
    bias: offset.map((value, channel) => value + (bias?.[channel] ?? 0) * scale[channel]!),
  };
}

/**
 * Folds the normalisation (x − mean) / divisor of the input into the first convolution. Exact only where that
 * convolution pads nothing, since a padded zero is not a normalised zero.
 *
 * @param mean one value per input channel
 */
export function foldNormalisation(
  filter: WeightArray,
  bias: Float32Array,
  mean: readonly number[],
  divisor: number,
): FoldedConv {
  const outputs = filter.shape[3]!;
  const inputs = filter.shape[2]!;
  const folded = bias.slice();
  const values = filter.values.map((value, index) => {
    const input = Math.floor(index / outputs) % inputs;
    folded[index % outputs]! -= (value * mean[input]!) / divisor;
    return value / divisor;
  });
  return { filter: { shape: filter.shape, values }, bias: folded };
}

/** The scale and offset that batch normalisation amounts to once its statistics are fixed. */
export function batchNormScale(
  gamma: Float32Array,
  beta: Float32Array,
  mean: Float32Array,
  variance: Float32Array,
  epsilon: number,
): { scale: Float32Array; offset: Float32Array } {
  const scale = gamma.map((value, channel) => value / Math.sqrt(variance[channel]! + epsilon));
  return { scale, offset: beta.map((value, channel) => value - mean[channel]! * scale[channel]!) };
}
