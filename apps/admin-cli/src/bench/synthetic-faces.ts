import { type RandomNumbers, randomNumbers } from '@portero/benchmark';
import { l2Normalise } from '@portero/biometrics';
import { encodeEmbedding } from '@portero/protocol';

/** How far a picture strays from its person, against the person's own direction of length 1: a genuine pair is then 0.5 apart. */
const SPREAD = 0.36;

/** Faces that nobody has: directions on the unit sphere, the same for the same seed. */
export class SyntheticFaces {
  readonly #dimension: number;
  readonly #numbers: RandomNumbers;

  constructor({ dimension, seed }: { dimension: number; seed: number }) {
    this.#dimension = dimension;
    this.#numbers = randomNumbers(seed);
  }

  /** Of somebody new. */
  direction(): Float32Array {
    return l2Normalise(Float32Array.from({ length: this.#dimension }, () => this.#numbers.normal()));
  }

  /** Another picture of the same person. */
  picture(of: Float32Array): Float32Array {
    const noise = SPREAD / Math.sqrt(this.#dimension);
    return l2Normalise(of.map((value) => value + noise * this.#numbers.normal()));
  }

  /** Pictures of one person as an observation carries them. */
  encodedPictures(of: Float32Array, count: number): string[] {
    return Array.from({ length: count }, () => encodeEmbedding(this.picture(of)));
  }
}
