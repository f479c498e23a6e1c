/** Steps of the angle in the table, from 0 to 180°. */
const STEPS = 1_024;

/**
 * How far two sketches may differ although their vectors are near.
 *
 * A random hyperplane through the origin lies between two vectors with probability angle / 180° (Goemans and Williamson
 * 1995; Charikar 2002), whatever the vectors are. So the number of differing bits is binomial with that probability, and
 * beyond the bound for an angle it comes with less than the given probability.
 */
export class SketchBound {
  readonly #missProbability: number;
  readonly #combinations: Float64Array;
  /** By step of the angle, each computed when it is first asked for. */
  readonly #bounds = new Map<number, number>();

  /** @param bits of the sketches @param missProbability of a vector that is as near as asked for, or nearer */
  constructor(bits: number, missProbability: number) {
    this.#missProbability = missProbability;
    this.#combinations = logCombinations(bits);
  }

  /** @param angle in radians, 0 … π */
  differencesWithin(angle: number): number {
    const step = Math.min(STEPS, Math.ceil((angle / Math.PI) * STEPS));
    const known = this.#bounds.get(step);
    if (known !== undefined) return known;
    const bound = quantile(step / STEPS, this.#missProbability, this.#combinations);
    this.#bounds.set(step, bound);
    return bound;
  }
}

/**
 * The widest angle between a probe and any vector that is as near to it as this, of vectors with lengths in a range.
 *
 * @param squaredDistance plain, squared @param lengths of the vectors, their shortest and longest
 */
export function widestAngle(
  squaredDistance: number,
  probeLength: number,
  lengths: { readonly shortest: number; readonly longest: number },
): number {
  const { shortest, longest } = lengths;
  if (probeLength === 0 || shortest === 0) return Math.PI;
  // At a given distance the angle is widest where the line of sight touches the sphere around the probe.
  const touching = Math.sqrt(Math.max(0, probeLength * probeLength - squaredDistance));
  const length = Math.min(longest, Math.max(shortest, touching));
  const cosine = (probeLength * probeLength + length * length - squaredDistance) / (2 * probeLength * length);
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}

/** The least number that a binomial variable exceeds with at most the given probability. */
function quantile(probability: number, exceeded: number, combinations: Float64Array): number {
  const bits = combinations.length - 1;
  if (probability === 0) return 0;
  if (probability === 1) return bits;
  const [logYes, logNo] = [Math.log(probability), Math.log1p(-probability)];
  let beyond = 0;
  for (let count = bits; count > 0; count--) {
    beyond += Math.exp(combinations[count]! + count * logYes + (bits - count) * logNo);
    if (beyond > exceeded) return count;
  }
  return 0;
}

/** Logarithms of the numbers of ways to choose so many of all bits. */
function logCombinations(bits: number): Float64Array {
  const logs = new Float64Array(bits + 1);
  for (let count = 1; count <= bits; count++) {
    logs[count] = logs[count - 1]! + Math.log((bits - count + 1) / count);
  }
  return logs;
}
