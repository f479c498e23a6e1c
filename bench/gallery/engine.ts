/** Vectors of people, one each: the i-th is that of person i. */
export interface Material {
  readonly dimension: number;
  readonly size: number;
  /** All of them one after the other. */
  readonly vectors: Float32Array;
}

/** Something that finds the nearest of many vectors. */
export interface Engine {
  readonly name: string;
  /** @returns the person, or −1 */
  nearest(probe: Float32Array): number | Promise<number>;
  stop?(): Promise<void>;
}

export interface Opened {
  /** Several where the same index is searched in several ways. */
  readonly engines: readonly Engine[];
  readonly buildSeconds: number;
}

/** Not here, and why. */
export interface Skipped {
  readonly name: string;
  readonly why: string;
}

export type Open = (material: Material) => Promise<Opened | Skipped>;

export function vectorOf({ vectors, dimension }: Material, person: number): Float32Array {
  return vectors.subarray(person * dimension, (person + 1) * dimension);
}
