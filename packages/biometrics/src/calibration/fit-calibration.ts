import { BiometricsError } from '../biometrics-error.ts';
import type { Calibration, ParetoTail, RateKnots } from './calibration.ts';
import { fitPareto, type ParetoFit, paretoSurvival } from './pareto-tail.ts';

export interface CalibrationSample {
  modelId: string;
  modelVersion: string;
  /** In words, such as the name of the data set and the pipeline. */
  source: string;
  /** Distances between single templates of different people, 300 or more; Infinity for a failure. */
  nonMatedDistances: ArrayLike<number>;
  /** Distances between single templates of one person, 30 or more; Infinity for a failure. */
  matedDistances: ArrayLike<number>;
}

const LEAST_NON_MATED = 300;
const LEAST_MATED = 30;
/** Doddington's rule of 30. */
const MEASURED_COUNT = 30;
/** Few enough to be the tail and not the bulk, enough to fit two parameters. */
const TAIL_SHARE = 0.05;
const TAIL_COUNT = { least: 30, most: 1000 };
const KNOTS = 128;

/**
 * Turns distances with known answers into a calibration: the counts themselves where there are many, log-linear between
 * them, and below the smallest 5 % (30 to 1,000 distances) a Pareto tail.
 *
 * The tail's shape is kept at 0 or above. A negative one would name a distance under which no two people ever come, and
 * an FMR of 0 is a promise that no data can make. With shape 0 the tail is exponential, which errs to the safe side for
 * every distribution that falls faster, as those of face encoders do. A positive shape within two standard errors of 0
 * is chance; beyond them some pairs are much nearer than the rest: twins, or wrong labels, which are worth a look.
 *
 * Comparisons that share people are not independent: a thousand people compared with one another give 500,000
 * comparisons, and less certainty than as many separate pairs would.
 *
 * @throws {BiometricsError} SCORES_INVALID for too few distances, NaN, negative ones, or all alike
 */
export function fitCalibration(sample: CalibrationSample): Calibration {
  const { modelId, modelVersion, source } = sample;
  const nonMated = sortedDistances(sample.nonMatedDistances, LEAST_NON_MATED, 'different people');
  const mated = sortedDistances(sample.matedDistances, LEAST_MATED, 'one person');
  const n = nonMated.length;
  const tailStart = firstAbove(nonMated, clamp(Math.ceil(n * TAIL_SHARE), TAIL_COUNT));
  if (tailStart === undefined) throw invalid('distances of different people', 'are nearly all alike');
  const measured = firstAbove(nonMated, MEASURED_COUNT) ?? tailStart;
  const matedFinite = finiteCount(mated);
  if (matedFinite === 0) throw invalid('distances of one person', 'are all failures');
  return {
    version: 1,
    modelId,
    modelVersion,
    metric: 'l2',
    source,
    nonMated: {
      comparisons: n,
      failures: n - finiteCount(nonMated),
      knots: risingKnots(nonMated, tailStart),
      tail: fitTail(nonMated, tailStart),
      measuredFrom: { distanceL2: nonMated[measured]!, fmr: measured / n },
    },
    mated: {
      comparisons: mated.length,
      failures: mated.length - matedFinite,
      knots: fallingKnots(mated),
    },
  };
}

function fitTail(sorted: Float64Array, start: number): ParetoTail {
  const belowL2 = sorted[start]!;
  const rate = start / sorted.length;
  const excesses = sorted
    .subarray(0, start)
    .map((distance) => belowL2 - distance)
    .reverse();
  const free = fitPareto(excesses);
  const mean = excesses.reduce((sum, excess) => sum + excess, 0) / start;
  const standardError = (1 + free.shape) / Math.sqrt(start);
  const fit: ParetoFit = free.shape > 2 * standardError ? free : { shape: 0, scale: mean };
  let worstFactor = 1;
  for (let index = MEASURED_COUNT; index < start; index++) {
    const counted = index / start;
    const factor = paretoSurvival(fit, belowL2 - sorted[index]!) / counted;
    // Among equal distances only the first has as many below it as its index says.
    if (sorted[index]! > sorted[index - 1]!) worstFactor = Math.max(worstFactor, factor, 1 / factor);
  }
  return { belowL2, rate, ...fit, exceedances: start, worstFactor };
}

/** FMR at the distance of index i, as a threshold, is i / n exactly where the distance is new there. */
function risingKnots(sorted: Float64Array, start: number): RateKnots {
  const finite = finiteCount(sorted);
  const distancesL2: number[] = [];
  const rates: number[] = [];
  for (let step = 0; step <= KNOTS; step++) {
    const index = firstOfItsKind(sorted, Math.round(start * ((finite - 1) / start) ** (step / KNOTS)));
    if (distancesL2.length > 0 && sorted[index]! <= distancesL2.at(-1)!) continue;
    distancesL2.push(sorted[index]!);
    rates.push(index / sorted.length);
  }
  return withEnd({ distancesL2, rates }, finite / sorted.length);
}

/** FNMR at each distance as a threshold, with more knots where few are rejected. */
function fallingKnots(sorted: Float64Array): RateKnots {
  const n = sorted.length;
  const finite = finiteCount(sorted);
  const distancesL2: number[] = [];
  const rates: number[] = [];
  for (let step = 0; step <= KNOTS; step++) {
    const rejected = Math.round(n * (1 / n) ** (step / KNOTS));
    const index = firstOfItsKind(sorted, Math.min(n - rejected, finite - 1));
    if (distancesL2.length > 0 && sorted[index]! <= distancesL2.at(-1)!) continue;
    distancesL2.push(sorted[index]!);
    rates.push((n - index) / n);
  }
  return withEnd({ distancesL2, rates }, (n - finite) / n);
}

/** Just above the greatest distance all but the failures are accepted, and no threshold accepts more. */
function withEnd({ distancesL2, rates }: RateKnots, rate: number): RateKnots {
  return { distancesL2: [...distancesL2, distancesL2.at(-1)! + 1e-9], rates: [...rates, rate] };
}

/** The least index, `count` or more, whose distance is above all those before it. */
function firstAbove(sorted: Float64Array, count: number): number | undefined {
  for (let index = count; index < sorted.length && Number.isFinite(sorted[index]); index++) {
    if (sorted[index]! > sorted[index - 1]!) return index;
  }
  return undefined;
}

function firstOfItsKind(sorted: Float64Array, index: number): number {
  let first = index;
  while (first > 0 && sorted[first - 1] === sorted[first]) first--;
  return first;
}

function finiteCount(sorted: Float64Array): number {
  const failure = sorted.indexOf(Number.POSITIVE_INFINITY);
  return failure === -1 ? sorted.length : failure;
}

function sortedDistances(distances: ArrayLike<number>, least: number, kind: string): Float64Array {
  if (distances.length < least) {
    throw invalid(`distances of ${kind}`, `are ${distances.length}, and ${least} are needed`);
  }
  const sorted = Float64Array.from(distances).sort();
  // NaN is sorted to the end.
  if (!(sorted[0]! >= 0) || Number.isNaN(sorted.at(-1))) {
    throw invalid(`distances of ${kind}`, 'hold one that is NaN or negative');
  }
  return sorted;
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(Math.max(value, least), most);
}

function invalid(subject: string, problem: string): BiometricsError {
  return new BiometricsError('SCORES_INVALID', `A calibration cannot be fitted: the ${subject} ${problem}.`);
}
