import { encodeEmbedding } from '@portero/protocol';

/** How far a picture strays from its person, against the person's own direction of length 1: a genuine pair is then 0.5 apart. */
const SPREAD = 0.36;

/** Faces that nobody has: directions on the unit sphere, the same for the same seed. */
export class SyntheticFaces {
  readonly #dimension: number;
  readonly #normal: () => number;

  constructor({ dimension, seed }: { dimension: number; seed: number }) {
    this.#dimension = dimension;
    this.#normal = normalNumbers(seed);
  }

  /** Of somebody new. */
  direction(): Float32Array {
    return ofLengthOne(Float32Array.from({ length: this.#dimension }, this.#normal));
  }

  /** Another picture of the same person. */
  picture(of: Float32Array): Float32Array {
    const noise = SPREAD / Math.sqrt(this.#dimension);
    return ofLengthOne(of.map((value) => value + noise * this.#normal()));
  }

  /** Pictures of one person as an observation carries them. */
  encodedPictures(of: Float32Array, count: number): string[] {
    return Array.from({ length: count }, () => encodeEmbedding(this.picture(of)));
  }
}

function ofLengthOne(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}

/** Box and Muller over the generator of Park and Miller. */
function normalNumbers(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  const uniform = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
