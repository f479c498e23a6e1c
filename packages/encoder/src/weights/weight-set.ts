/** One array of weights as stored: row-major float32 values and their shape. */
export interface WeightArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The weights of a network by the names in their file. */
export type WeightSet = ReadonlyMap<string, WeightArray>;
