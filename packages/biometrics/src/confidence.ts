import { BiometricsError } from './biometrics-error.ts';
import { betaQuantile, normalQuantile } from './special-functions.ts';

/** Bounds of a proportion, both in [0, 1]. */
export interface Interval {
  lower: number;
  upper: number;
}

/**
 * Wilson's score interval of a proportion: near its nominal coverage also for few trials and rates near 0 or 1.
 * Trials are taken as independent; comparisons that share people are not, so the true interval is wider.
 *
 * @param confidence @defaultValue 0.95
 * @throws {BiometricsError} ARGUMENT_INVALID
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  checkProportion(successes, trials, confidence);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const rate = successes / trials;
  const denominator = 1 + (z * z) / trials;
  const centre = (rate + (z * z) / (2 * trials)) / denominator;
  const half = (z / denominator) * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  return {
    // Exactly 0 and 1 at the ends: there the formula is right only up to rounding.
    lower: successes === 0 ? 0 : Math.max(0, centre - half),
    upper: successes === trials ? 1 : Math.min(1, centre + half),
  };
}

/**
 * Clopper and Pearson's exact interval: never covers less than promised, so it is the one for a claim about safety
 * ("the false-match rate is below …"). Parameters and errors as {@link wilsonInterval}.
 */
export function clopperPearsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  checkProportion(successes, trials, confidence);
  const tail = (1 - confidence) / 2;
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    upper: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  };
}

/**
 * Rule of three (ISO/IEC 19795-1, annex B): no error in N independent trials puts the rate below 3 / N with 95 %
 * confidence. To claim a rate of 1e-3 takes 3,000 comparisons without an error.
 */
export function ruleOfThree(trials: number): number {
  checkProportion(0, trials, 0.95);
  return Math.min(1, 3 / trials);
}

function checkProportion(successes: number, trials: number, confidence: number): void {
  const counts = Number.isInteger(successes) && Number.isInteger(trials) && trials > 0;
  if (!counts || successes < 0 || successes > trials || !(confidence > 0 && confidence < 1)) {
    throw new BiometricsError(
      'ARGUMENT_INVALID',
      `Not a proportion: ${successes} of ${trials} at confidence ${confidence}.`,
      { context: { successes, trials, confidence } },
    );
  }
}
