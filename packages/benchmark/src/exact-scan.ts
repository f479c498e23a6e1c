/** Numbers after which a vector that is already farther than the nearest is given up. */
const PIECE = 16;

export interface Nearest {
  readonly index: number;
  readonly squaredDistance: number;
}

/**
 * The nearest of many vectors, found by comparing all of them, in plain JavaScript: what everything faster is compared with,
 * in time and in what it finds.
 */
export class ExactScan {
  readonly #dimension: number;
  readonly #vectors: Float32Array;

  /** @param vectors all of them one after the other */
  constructor(dimension: number, vectors: Float32Array) {
    this.#dimension = dimension;
    this.#vectors = vectors;
  }

  /** @returns the index of the nearest, −1 if there is none: as anybody would write it who minds the time */
  nearest(probe: Float32Array): number {
    return this.nearestWithDistance(probe).index;
  }

  nearestWithDistance(probe: Float32Array): Nearest {
    const [dimension, vectors] = [this.#dimension, this.#vectors];
    const wholeFours = dimension - (dimension % 4);
    let [nearest, least] = [-1, Number.POSITIVE_INFINITY];
    for (let start = 0; start < vectors.length; start += dimension) {
      // Side by side: one sum alone makes each addition wait for the last.
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
      for (let index = 0; index < wholeFours; index += 4) {
        const at = start + index;
        const difference0 = probe[index]! - vectors[at]!;
        const difference1 = probe[index + 1]! - vectors[at + 1]!;
        const difference2 = probe[index + 2]! - vectors[at + 2]!;
        const difference3 = probe[index + 3]! - vectors[at + 3]!;
        sum0 += difference0 * difference0;
        sum1 += difference1 * difference1;
        sum2 += difference2 * difference2;
        sum3 += difference3 * difference3;
      }
      for (let index = wholeFours; index < dimension; index++) {
        const difference = probe[index]! - vectors[start + index]!;
        sum0 += difference * difference;
      }
      const squared = sum0 + sum1 + sum2 + sum3;
      if (squared < least) [nearest, least] = [start / dimension, squared];
    }
    return { index: nearest, squaredDistance: least };
  }

  /** The same, several times as fast where the first numbers of vectors tell the most, to check many probes. */
  nearestGivingUp(probe: Float32Array): number {
    return this.nearerThan(Number.POSITIVE_INFINITY, probe).index;
  }

  /** The nearest among those that are nearer than this; of index −1, at that distance, if there is none. */
  nearerThan(squaredDistance: number, probe: Float32Array): Nearest {
    const [dimension, vectors] = [this.#dimension, this.#vectors];
    let [nearest, least] = [-1, squaredDistance];
    for (let start = 0; start < vectors.length; start += dimension) {
      let squared = 0;
      for (let piece = 0; piece < dimension && squared < least; piece += PIECE) {
        const end = Math.min(dimension, piece + PIECE);
        for (let index = piece; index < end; index++) {
          const difference = probe[index]! - vectors[start + index]!;
          squared += difference * difference;
        }
      }
      if (squared < least) [nearest, least] = [start / dimension, squared];
    }
    return { index: nearest, squaredDistance: least };
  }
}
