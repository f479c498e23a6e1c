import { l2Normalise } from '@portero/biometrics';

/** Embeddings shaped like those of a face network: people are clusters on the unit sphere. */
export interface SyntheticFaces {
  /** The centre of somebody new; two of them are about 1.2 apart, as strangers are. */
  person(): Float32Array;
  /** Another picture of them, about 0.45 from the centre: pictures of one person are about 0.6 apart. */
  picture(person: Float32Array): Float32Array;
  /** Somebody at this distance, at most about 1: a twin. */
  lookalike(person: Float32Array, distanceL2: number): Float32Array;
}

/** Faces share something that no two people differ in, which brings strangers nearer than the √2 of random vectors. */
const SHARED_WEIGHT = 0.6;
const PICTURE_SPREAD = 0.45;

export function syntheticFaces({ dimension = 192, seed = 1 } = {}): SyntheticFaces {
  const normal = gaussian(seed);
  const direction = () => l2Normalise(Float32Array.from({ length: dimension }, normal));
  const shared = direction();
  const blend = (base: Float32Array, other: Float32Array, weight: number) =>
    l2Normalise(base.map((value, index) => value + weight * other[index]!));
  return {
    person: () => blend(direction(), shared, SHARED_WEIGHT),
    picture: (person) => blend(person, direction(), PICTURE_SPREAD),
    lookalike: (person, distanceL2) => blend(person, direction(), Math.tan(2 * Math.asin(distanceL2 / 2))),
  };
}

/** Standard normal numbers, the same for the same seed (Box and Muller over mulberry32). */
function gaussian(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
