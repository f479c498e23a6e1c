import { BiometricsError } from './biometrics-error.ts';
import { type Interval, wilsonInterval } from './confidence.ts';
import type { ErrorCurve, ErrorPoint } from './error-curve.ts';
import { estimateRate, type RateEstimate } from './rate-estimate.ts';

export interface OperatingPoint extends ErrorPoint {
  /** The false-match rate that was asked for. */
  targetFmr: number;
  /** 1 − FNMR at this threshold. */
  tar: number;
  /** Wilson, 95 %, taking pairs as independent, which pairs that share people are not quite. */
  tarInterval: Interval;
  /** The measured FMR with what may be claimed of it, by Clopper and Pearson and the rule of three. */
  fmrEstimate: RateEstimate;
  /** The same of FNMR, so that no miss among few mated pairs is not read as "never". */
  fnmrEstimate: RateEstimate;
  /** Whether the data can show this rate at all: at least one false match would be allowed. */
  resolved: boolean;
}

/**
 * The highest threshold whose false-match rate does not exceed the target; no interpolation between thresholds.
 * With fewer than 1 / target non-mated pairs no false match is allowed and `resolved` is false.
 *
 * @param targetFmr in [0, 1]
 * @throws {BiometricsError} ARGUMENT_INVALID
 */
export function operatingPointAtFmr(curve: ErrorCurve, targetFmr: number): OperatingPoint {
  if (!(targetFmr >= 0 && targetFmr <= 1)) {
    throw new BiometricsError('ARGUMENT_INVALID', `A false-match rate is between 0 and 1; got ${targetFmr}.`);
  }
  // In whole pairs: 0.001 × 1000 must allow one, whatever floating point makes of the product.
  const allowed = Math.floor(targetFmr * curve.nonMated + 1e-9);
  const point = curve.points.findLast(({ falseMatches }) => falseMatches <= allowed)!;
  return {
    ...point,
    targetFmr,
    tar: 1 - point.fnmr,
    tarInterval: wilsonInterval(curve.mated - point.falseNonMatches, curve.mated),
    fmrEstimate: estimateRate(point.falseMatches, curve.nonMated),
    fnmrEstimate: estimateRate(point.falseNonMatches, curve.mated),
    resolved: allowed >= 1,
  };
}

/**
 * Equal error rate: the mean of FMR and FNMR at the threshold where they are nearest to each other (of several, where
 * their mean is lowest). The two need not meet exactly on finite data, and no model is fitted to make them.
 */
export function equalErrorRate(curve: ErrorCurve): number {
  let best = { gap: Number.POSITIVE_INFINITY, rate: 1 };
  for (const { fmr, fnmr } of curve.points) {
    const candidate = { gap: Math.abs(fmr - fnmr), rate: (fmr + fnmr) / 2 };
    if (candidate.gap < best.gap || (candidate.gap === best.gap && candidate.rate < best.rate))
      best = candidate;
  }
  return best.rate;
}

/** The point of fewest errors in all; of several the lowest threshold, which keeps the door shut more often. */
export function bestAccuracy({ points, mated, nonMated }: ErrorCurve): ErrorPoint & { accuracy: number } {
  let best = points[0]!;
  for (const point of points) {
    if (point.falseMatches + point.falseNonMatches < best.falseMatches + best.falseNonMatches) best = point;
  }
  return { ...best, accuracy: 1 - (best.falseMatches + best.falseNonMatches) / (mated + nonMated) };
}

/**
 * Area under the ROC by trapezoids, equal to the Mann–Whitney statistic: the probability that a mated pair is nearer
 * than a non-mated one, ties counting half. Failures tie with each other beyond every distance.
 */
export function areaUnderRoc({ points }: ErrorCurve): number {
  let area = 0;
  for (let index = 1; index < points.length; index++) {
    const left = points[index - 1]!;
    const right = points[index]!;
    area += (right.fmr - left.fmr) * (1 - (left.fnmr + right.fnmr) / 2);
  }
  const last = points.at(-1)!;
  return area + (1 - last.fmr) * (1 - last.fnmr / 2);
}
