/** Reproducible random numbers; the same seed gives the same numbers on every machine. */
export interface RandomNumbers {
  /** In [0, 1). */
  uniform(): number;
  /** Of mean 0 and variance 1. */
  normal(): number;
}

const UINT32 = 2 ** 32;

/**
 * The generator sfc32 of Chris Doty-Humphrey (PractRand), and Marsaglia's polar method on top of it.
 *
 * @param seeds integers; another combination is another sequence
 */
export function randomNumbers(...seeds: readonly number[]): RandomNumbers {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const uint32 = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (const seed of seeds) {
    a ^= seed;
    b ^= Math.floor(seed / UINT32);
    // As many rounds as its author asks for, so that neighbouring seeds have nothing in common.
    for (let round = 0; round < 12; round++) uint32();
  }
  const uniform = () => uint32() / UINT32;
  let spare: number | undefined;
  return {
    uniform,
    normal() {
      if (spare !== undefined) {
        const kept = spare;
        spare = undefined;
        return kept;
      }
      for (;;) {
        const x = 2 * uniform() - 1;
        const y = 2 * uniform() - 1;
        const square = x * x + y * y;
        if (square >= 1 || square === 0) continue;
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        spare = y * factor;
        return x * factor;
      }
    },
  };
}
