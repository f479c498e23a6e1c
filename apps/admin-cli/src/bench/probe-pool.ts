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
const STEP = 7;

/** Pictures for one observation after the other, made beforehand so that making them costs the load nothing. */
export function probePool(
  { directions, frames }: ProbePoolOptions,
  { faces }: { faces: SyntheticFaces },
): () => readonly string[] {
  const pool = Array.from({ length: POOL }, (_, index) => {
    const known = directions[Math.floor((index * directions.length) / POOL)];
    const stranger = index % STRANGER_EVERY === STRANGER_EVERY - 1;
    return faces.encodedPictures(stranger || !known ? faces.direction() : known, frames);
  });
  let drawn = 0;
  // The step has no divisor in common with the pool: everybody comes, and no door sees the same few again and again.
  return () => pool[(drawn++ * STEP) % POOL]!;
}
