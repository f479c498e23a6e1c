/** Pictures of one size, one after the other, as a network takes them. */
export interface PixelBatch {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Shape (count, height, width, 3), RGB, each value 0..255. */
  readonly pixels: Float32Array;
}

/**
 * A network on whatever engine: pixels in, numbers out, so that nothing outside of it knows tensors. It does its own
 * normalisation, and keeps nothing of a batch but its answer.
 */
export interface PixelNetwork {
  /**
   * @param batch may be overwritten by the caller as soon as the answer is there
   * @returns the outputs of the network in their order, row-major
   */
  run(batch: PixelBatch): Promise<readonly Float32Array[]>;
  /** Frees the weights. The network must not be used after it. */
  dispose(): void;
}

/** The networks that ship, by what they are for; encoders by the id of their model. */
export const NETWORK_NAMES = [
  'tiny-face',
  'ssd-face',
  'landmarks',
  'mobilefacenet-192',
  'resnet-128',
  'nn4-small2',
] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

/** Loads a network onto the engine of this thread, its weights verified. */
export type LoadPixelNetwork = (name: NetworkName) => Promise<PixelNetwork>;

/** The one output of a network that has one. */
export async function onlyOutput(network: PixelNetwork, batch: PixelBatch): Promise<Float32Array> {
  const [output] = await network.run(batch);
  return output!;
}

/** Cuts the output of a network into one row for each picture, each with a buffer of its own. */
export function rowsOf(values: Float32Array, count: number): Float32Array[] {
  const length = values.length / count;
  return Array.from({ length: count }, (_, row) => values.slice(row * length, (row + 1) * length));
}
