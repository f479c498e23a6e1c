import { FIRST_BITS, PLANES_AT_ONCE, SECOND_BITS } from '../kernel/kernel.ts';

const PLANES = FIRST_BITS + SECOND_BITS;
/** As sketches outlive the process in snapshots, the planes are always the same. */
const SEED = 20_261_126;

/**
 * Normal vectors of hyperplanes in random directions, as the kernel wants them: in groups of sixteen, and in each group the
 * sixteen numbers of the first dimension, then of the next. Numbers that are normally distributed prefer no direction.
 */
export function hyperplanes(dimension: number): Float32Array {
  const normal = normalNumbers(SEED);
  const planes = new Float32Array(PLANES * dimension);
  for (let plane = 0; plane < PLANES; plane++) {
    const group = Math.floor(plane / PLANES_AT_ONCE) * PLANES_AT_ONCE * dimension;
    for (let index = 0; index < dimension; index++) {
      planes[group + index * PLANES_AT_ONCE + (plane % PLANES_AT_ONCE)] = normal();
    }
  }
  return planes;
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
