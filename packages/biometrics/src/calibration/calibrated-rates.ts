import type { Calibration } from './calibration.ts';
import { checkRate } from './gallery-formula.ts';
import { paretoQuantile, paretoSurvival } from './pareto-tail.ts';
import { distanceAtLogRate, logRateAt, rateAt } from './rate-knots.ts';

/**
 * The probability that two different people come nearer than this, one template each: the false-match rate of the
 * distance as a threshold. It never falls as the distance grows.
 *
 * @returns 0 … 1, and 0 only at a distance of 0 or less, which nothing is nearer than
 */
export function fmrAt({ nonMated: { knots, tail } }: Calibration, distanceL2: number): number {
  if (!(distanceL2 > 0)) return 0;
  if (distanceL2 >= tail.belowL2) return logRateAt(knots, distanceL2);
  return tail.rate * paretoSurvival(tail, tail.belowL2 - distanceL2);
}

/**
 * The probability that two pictures of one person are not nearer than this, failures to acquire included. It never rises
 * as the distance grows, and ends at the share of failures.
 */
export function fnmrAt({ mated }: Calibration, distanceL2: number): number {
  return distanceL2 < mated.knots.distancesL2[0]! ? 1 : rateAt(mated.knots, distanceL2);
}

/**
 * The highest threshold whose false-match rate does not exceed the target, the inverse of {@link fmrAt}.
 *
 * @param targetFmr in (0, 1)
 * @returns 0 when even the smallest distances are too likely; `extrapolated` below the measured distances
 * @throws {BiometricsError} ARGUMENT_INVALID
 */
export function thresholdAtFmr(
  { nonMated: { knots, tail, measuredFrom } }: Calibration,
  targetFmr: number,
): { thresholdL2: number; extrapolated: boolean } {
  checkRate(targetFmr);
  const thresholdL2 =
    targetFmr >= tail.rate
      ? distanceAtLogRate(knots, targetFmr)
      : Math.max(0, tail.belowL2 - paretoQuantile(tail, targetFmr / tail.rate));
  return { thresholdL2, extrapolated: thresholdL2 < measuredFrom.distanceL2 };
}
