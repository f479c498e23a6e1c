import { FIRST_BITS, PLANES_AT_ONCE, paddedDimension, SECOND_BITS } from '../kernel/kernel.ts';

const PLANES = FIRST_BITS + SECOND_BITS;
/** As sketches outlive the process in snapshots, the planes are always the same. */
const SEED = 20_261_126;
/** The standard deviation of their numbers: those of a hundred thousand planes fit into 16 bits. */
const SCALE = 2_048;
/**
 * The length that a vector is brought to before it is rounded to integers and sketched. Its number with a plane then fits into
 * 32 bits up to 14,000 dimensions: no plane is longer than `SCALE` · (√dimension + 6).
 */
const SKETCHED_LENGTH = 8_192;

/**
 * Normal vectors of hyperplanes in random directions, as the kernel wants them: in groups of 32, and in each group both numbers
 * of the first plane for the first two dimensions, those of the next plane, and so on, then for the next two dimensions.
 * Numbers that are normally distributed prefer no direction.
 */
export function hyperplanes(dimension: number): Int16Array {
  const padded = paddedDimension(dimension);
  const normal = normalNumbers(SEED);
  const planes = new Int16Array(PLANES * padded);
  for (let plane = 0; plane < PLANES; plane++) {
    const group = Math.floor(plane / PLANES_AT_ONCE) * PLANES_AT_ONCE * padded;
    const place = 2 * (plane % PLANES_AT_ONCE);
    for (let index = 0; index < dimension; index++) {
      const pair = Math.floor(index / 2) * 2 * PLANES_AT_ONCE;
      planes[group + pair + place + (index % 2)] = Math.round(SCALE * normal());
    }
  }
  return planes;
}

/** What the numbers of a vector are multiplied by before they are rounded; 0 for one that has no direction. */
export function sketchScale(length: number): number {
  return length === 0 ? 0 : SKETCHED_LENGTH / length;
}

/** The widest angle, in radians, between a vector and the one in integers of which the sketch is. */
export function roundingAngle(dimension: number): number {
  // Each number is off by a half at most.
  return Math.asin(Math.min(1, Math.sqrt(dimension) / 2 / SKETCHED_LENGTH));
}

/** Box and Muller, over the minimal standard generator of Park and Miller. */
function normalNumbers(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
