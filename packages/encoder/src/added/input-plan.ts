import type { AddedNetworkManifest } from './added-manifest.ts';

/** How an aligned face becomes the input of an added network: (x − mean) / divisor, channels in the network's order. */
export interface InputPlan {
  readonly width: number;
  readonly height: number;
  readonly layout: 'nhwc' | 'nchw';
  readonly reversed: boolean;
  /** One for each channel, in the network's order. */
  readonly mean: readonly [number, number, number];
  readonly divisor: readonly [number, number, number];
  /** Length of an embedding. */
  readonly dimension: number | undefined;
  /** The output to take, where the manifest names one. */
  readonly output: string | undefined;
}

export function inputPlanOf({
  input: { width, height, layout, channelOrder },
  normalisation,
  dimension,
  output,
}: Pick<AddedNetworkManifest, 'input' | 'normalisation' | 'output'> & { dimension?: number }): InputPlan {
  const { mean, divisor } =
    'scale' in normalisation ? { mean: 0, divisor: 1 / normalisation.scale } : normalisation;
  return {
    ...{ width, height, layout, dimension, output },
    reversed: channelOrder === 'bgr',
    mean: each(mean),
    divisor: each(divisor),
  };
}

function each(value: number | readonly [number, number, number]): readonly [number, number, number] {
  return typeof value === 'number' ? [value, value, value] : value;
}
