import { BiometricsError } from '../biometrics-error.ts';
import type { Calibration } from './calibration.ts';

/**
 * A calibration that believes false matches to be more frequent than was counted, so that thresholds are lower.
 *
 * In the tail, where the thresholds of doors lie, rates are multiplied by the factor; above it, towards 1, the odds are
 * multiplied, since a rate cannot exceed 1. The misses stay as they were counted.
 *
 * @param factor 1 or more
 * @throws {BiometricsError} ARGUMENT_INVALID for a factor below 1, or one that leaves no tail
 */
export function widenedCalibration(calibration: Calibration, factor: number): Calibration {
  const { nonMated } = calibration;
  const { rate } = nonMated.tail;
  if (!(factor >= 1 && factor * rate < 1)) {
    throw new BiometricsError(
      'ARGUMENT_INVALID',
      `False-match rates cannot be multiplied by ${factor}: the factor is 1 or more, and below ${1 / rate}. Give comparisons of more people.`,
      { context: { factor, tailRate: rate } },
    );
  }
  // Of the odds, such that the rate at the tail's end is multiplied by exactly the factor.
  const ofOdds = (factor * (1 - rate)) / (1 - factor * rate);
  const widened = (counted: number) => (ofOdds * counted) / (1 + (ofOdds - 1) * counted);
  const { distancesL2, rates } = nonMated.knots;
  return {
    ...calibration,
    nonMated: {
      ...nonMated,
      knots: { distancesL2, rates: [factor * rate, ...rates.slice(1).map(widened)] },
      tail: { ...nonMated.tail, rate: factor * rate },
      measuredFrom: {
        ...nonMated.measuredFrom,
        fmr: Math.min(1, factor * nonMated.measuredFrom.fmr),
      },
    },
  };
}
