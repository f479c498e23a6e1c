import { type RandomNumbers, randomNumbers } from './random-numbers.ts';

export interface FaceLikePeopleOptions {
  /** Length of a template. */
  dimension: number;
  /** Templates that are fused into what a gallery holds of a person. @defaultValue 3 */
  templates?: number;
  /** @defaultValue 1 */
  seed?: number;
}

/** The variance of a face falls to 1/e over so many directions: about forty of them count. */
const DIRECTIONS = 20;
/** How far a picture strays from its person's own direction of length 1, as a median over pictures. */
const STRAY = 0.53;
/** The natural logarithm of that straying has this standard deviation: some pictures are much worse than others. */
const STRAY_SPREAD = 0.35;

const [OWN, ENROLLED, SEEN] = [1, 2, 3];

/**
 * People as a face encoder sees them: vectors of length 1 around a direction of each person's own, in far fewer directions
 * than the vectors have numbers, with pictures of very different quality. Any number of people, each made when asked for.
 *
 * The three constants are fitted to the calibration of `mobilefacenet-192` (docs/recognition.md). Below the distances 0.905,
 * 0.973 and 1.049 there come 1.1e-5, 1.2e-4 and 1.2e-3 of the pairs of strangers (there: 1e-5, 1e-4, 1e-3), and above them
 * 7.5, 3.3 and 1.2 % of the pairs of pictures of one person (there: 7.7, 3.0, 1.0 %). Uniform vectors would tell nothing:
 * all of them are equally far from each other.
 */
export class FaceLikePeople {
  readonly #scales: Float64Array;
  readonly #templates: number;
  readonly #seed: number;

  constructor({ dimension, templates = 3, seed = 1 }: FaceLikePeopleOptions) {
    const scales = Float64Array.from({ length: dimension }, (_, index) =>
      Math.exp(-index / (2 * DIRECTIONS)),
    );
    const length = Math.hypot(...scales);
    this.#scales = scales.map((scale) => scale / length);
    this.#templates = templates;
    this.#seed = seed;
  }

  /** What a gallery holds of a person: the mean of the directions of several pictures, of length 1. */
  reference(person: number): Float32Array {
    const numbers = randomNumbers(this.#seed, person, ENROLLED);
    // Each picture is own + stray · noise, brought to length 1. The noise of all of them is drawn at once: a sum of
    // independent normal variables is one.
    let [share, variance] = [0, 0];
    for (let template = 0; template < this.#templates; template++) {
      const stray = strayOf(numbers);
      const length = Math.sqrt(1 + stray * stray);
      share += 1 / length;
      variance += (stray / length) ** 2;
    }
    return this.#around(person, Math.sqrt(variance) / share, numbers);
  }

  /** A picture of a person as a door sees it. @param take another number, another picture */
  probe(person: number, take = 0): Float32Array {
    const numbers = randomNumbers(this.#seed, person, SEEN, take);
    return this.#around(person, strayOf(numbers), numbers);
  }

  #around(person: number, stray: number, numbers: RandomNumbers): Float32Array {
    const direction = this.#direction(randomNumbers(this.#seed, person, OWN));
    const scale = 1 / lengthOf(direction);
    const noise = this.#direction(numbers);
    for (let index = 0; index < noise.length; index++) {
      direction[index] = direction[index]! * scale + stray * noise[index]!;
    }
    const length = lengthOf(direction);
    const result = new Float32Array(direction.length);
    for (let index = 0; index < result.length; index++) result[index] = direction[index]! / length;
    return result;
  }

  /** Normal in all directions, of length 1 on average. */
  #direction(numbers: RandomNumbers): Float64Array {
    const direction = new Float64Array(this.#scales.length);
    for (let index = 0; index < direction.length; index++) {
      direction[index] = this.#scales[index]! * numbers.normal();
    }
    return direction;
  }
}

function strayOf(numbers: RandomNumbers): number {
  return STRAY * Math.exp(STRAY_SPREAD * numbers.normal());
}

function lengthOf(vector: Float64Array): number {
  let square = 0;
  for (const value of vector) square += value * value;
  return Math.sqrt(square);
}
