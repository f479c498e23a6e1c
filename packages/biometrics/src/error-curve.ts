import { BiometricsError } from './biometrics-error.ts';

/** One comparison with a known answer. */
export interface ScoredPair {
  /** Any dissimilarity, usually L2; `Infinity` when a face could not be found or encoded in either picture. */
  readonly distance: number;
  /** Both pictures show one person. */
  readonly mated: boolean;
  /** Where the data set defines folds; all pairs have one or none has. */
  readonly fold?: number;
}

/** What a threshold does: accept ⟺ distance < threshold. */
export interface ErrorPoint {
  threshold: number;
  /** Non-mated pairs that are accepted, and their share of all non-mated pairs. */
  falseMatches: number;
  fmr: number;
  /** Mated pairs that are rejected, failures included, and their share of all mated pairs. */
  falseNonMatches: number;
  fnmr: number;
}

export interface ErrorCurve {
  mated: number;
  nonMated: number;
  /**
   * One point for each set of accepted pairs that some threshold can produce, from "nobody" to "everybody", thresholds
   * ascending: so FMR rises and FNMR falls. Plotted as (fmr, 1 − fnmr) it is the ROC, as (fmr, fnmr) the DET curve.
   */
  points: ErrorPoint[];
}

/**
 * The error rates of every threshold (ISO/IEC 19795-1: FMR, FNMR, ROC and DET).
 *
 * A failure to acquire or to enrol is a rejection, whatever the threshold: a mated pair with one is a false non-match,
 * a non-mated pair with one is rightly rejected. The rates are thus the "generalised" ones of the standard (FTE and
 * FTA included), and a pipeline cannot look better by refusing hard pictures of enrolled people.
 *
 * Thresholds lie half-way between neighbouring distances, where a new pair has most room on both sides.
 *
 * @throws {BiometricsError} SCORES_INVALID without mated or non-mated pairs, or for NaN or −Infinity
 */
export function errorCurve(pairs: readonly ScoredPair[]): ErrorCurve {
  const { mated, nonMated } = countKinds(pairs);
  const sorted = pairs
    .filter(({ distance }) => distance !== Number.POSITIVE_INFINITY)
    .sort((a, b) => a.distance - b.distance);
  const curve: ErrorCurve = { mated, nonMated, points: [] };
  let matches = 0;
  let falseMatches = 0;
  const push = (threshold: number) => {
    const falseNonMatches = mated - matches;
    const rates = { fmr: falseMatches / nonMated, fnmr: falseNonMatches / mated };
    curve.points.push({ threshold, falseMatches, falseNonMatches, ...rates });
  };
  push(sorted[0]?.distance ?? 0);
  for (let index = 0; index < sorted.length; index++) {
    const { distance, mated: isMated } = sorted[index]!;
    if (isMated) matches++;
    else falseMatches++;
    const next = sorted[index + 1]?.distance;
    if (next !== distance) push(thresholdBetween(distance, next));
  }
  return curve;
}

/** A number above `below` and not above `above`, half-way if floating point has one there. */
function thresholdBetween(below: number, above: number | undefined): number {
  if (above === undefined) return below + Math.max(Math.abs(below) * 1e-6, 1e-12);
  const middle = below + (above - below) / 2;
  return middle > below ? middle : above;
}

/** The errors of one given threshold, without a curve. Errors as {@link errorCurve}. */
export function errorsAt(pairs: readonly ScoredPair[], threshold: number): ErrorPoint & { accuracy: number } {
  const { mated, nonMated } = countKinds(pairs);
  let falseMatches = 0;
  let falseNonMatches = 0;
  for (const pair of pairs) {
    const accepted = pair.distance < threshold;
    if (accepted && !pair.mated) falseMatches++;
    if (!accepted && pair.mated) falseNonMatches++;
  }
  return {
    threshold,
    falseMatches,
    falseNonMatches,
    fmr: falseMatches / nonMated,
    fnmr: falseNonMatches / mated,
    accuracy: 1 - (falseMatches + falseNonMatches) / pairs.length,
  };
}

function countKinds(pairs: readonly ScoredPair[]): { mated: number; nonMated: number } {
  const mated = pairs.filter((pair) => pair.mated).length;
  const nonMated = pairs.length - mated;
  if (mated === 0 || nonMated === 0) {
    throw new BiometricsError(
      'SCORES_INVALID',
      `Error rates need mated and non-mated pairs; got ${mated} and ${nonMated}.`,
      { context: { mated, nonMated } },
    );
  }
  if (pairs.some(({ distance }) => Number.isNaN(distance) || distance === Number.NEGATIVE_INFINITY)) {
    throw new BiometricsError(
      'SCORES_INVALID',
      'A distance is not a number; give a pair that could not be compared the distance Infinity.',
    );
  }
  return { mated, nonMated };
}
