import type { SyntheticFaces } from './synthetic-faces.ts';

export interface ProbePoolOptions {
  /** Of the people who come. */
  readonly directions: readonly Float32Array[];
  /** Pictures of one observation. */
  readonly frames: number;
}

/** Every tenth who comes is nobody. */
const STRANGER_EVERY = 10;
const POOL = 1_000;
/** A prime, so that no size of a pool but its multiples has a divisor in common with it. */
const STEP = 104_729;

/** Pictures for many observations, made beforehand so that making them costs the load nothing. */
export function probePool(
  { directions, frames }: ProbePoolOptions,
  { faces }: { faces: SyntheticFaces },
): (readonly string[])[] {
  return Array.from({ length: POOL }, (_, index) => {
    const known = directions[Math.floor((index * directions.length) / POOL)];
    const stranger = index % STRANGER_EVERY === STRANGER_EVERY - 1;
    return faces.encodedPictures(stranger || !known ? faces.direction() : known, frames);
  });
}

/** One after the other, and not as they lie: everybody comes, and no door sees the same few again and again. */
export function inTurns(pool: readonly (readonly string[])[]): () => readonly string[] {
  let drawn = 0;
  return () => pool[(drawn++ * STEP) % pool.length]!;
}
