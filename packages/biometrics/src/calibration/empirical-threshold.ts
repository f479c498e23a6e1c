import { BiometricsError } from '../biometrics-error.ts';
import { clopperPearsonInterval } from '../confidence.ts';
import { checkRate } from './gallery-formula.ts';

export interface CalibratedThreshold {
  /** Accept ⟺ distance < threshold. */
  threshold: number;
  comparisons: number;
  falseMatches: number;
  /** Measured at the threshold; at most the target. */
  fmr: number;
  /** Upper end of Clopper and Pearson's 95 % interval: what may be claimed. */
  fmrUpperBound: number;
  /** Whether the comparisons were enough to show the target (at least one false match would be allowed). */
  resolved: boolean;
}

/**
 * The highest threshold at which a share of at most `targetFmr` of the non-mated distances is accepted.
 *
 * It is the distance of the first pair that must be rejected, so it is an empirical quantile without interpolation.
 *
 * @param nonMatedDistances distances between different people; Infinity for a failure, which is a rejection
 * @param targetFmr in (0, 1)
 * @throws {BiometricsError} ARGUMENT_INVALID, SCORES_INVALID
 */
export function thresholdForFmr(
  nonMatedDistances: readonly number[],
  targetFmr: number,
): CalibratedThreshold {
  checkRate(targetFmr);
  const comparisons = nonMatedDistances.length;
  if (comparisons === 0 || nonMatedDistances.some((distance) => Number.isNaN(distance))) {
    throw new BiometricsError('SCORES_INVALID', 'Calibration needs at least one distance and no NaN.', {
      context: { comparisons },
    });
  }
  const sorted = Float64Array.from(nonMatedDistances).sort();
  const allowed = Math.floor(targetFmr * comparisons + 1e-9);
  const threshold = sorted[allowed]!;
  // Fewer than allowed when several pairs share the distance of the threshold.
  const falseMatches = sorted.findIndex((distance) => distance >= threshold);
  return {
    threshold,
    comparisons,
    falseMatches,
    fmr: falseMatches / comparisons,
    fmrUpperBound: clopperPearsonInterval(falseMatches, comparisons).upper,
    resolved: allowed >= 1,
  };
}
