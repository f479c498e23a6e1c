import type { Calibration } from '../calibration/calibration.ts';
import { crossedComparisons } from '../calibration/crossed-comparisons.ts';
import { fitCalibration } from '../calibration/fit-calibration.ts';
import { widenedCalibration } from '../calibration/widened-calibration.ts';
import { clopperPearsonInterval } from '../confidence.ts';
import type { Enrolled } from '../matching.ts';
import { bootstrapOverPeople, percentileInterval } from './person-bootstrap.ts';
import { personComparisons } from './person-comparisons.ts';
import { weightedFmr } from './weighted-rates.ts';

export interface HeldOutCalibration {
  readonly calibration: Calibration;
  /** What every false-match rate was multiplied by, to stand at the upper end of its interval; above 1. */
  readonly widenedBy: number;
}

/**
 * The calibration of a model from the comparisons of some people with one another, made cautious: some dozens of people
 * say less than the number of their comparisons makes believe. Where the false-match rate is measured with the least
 * that counts, its 95 % interval over people is taken, and the whole curve is raised by the ratio of the upper end to the
 * rate, so that every threshold which is derived from it is lower than the count alone would give.
 *
 * @param people whom the model was not fitted to
 * @throws {BiometricsError} SCORES_INVALID for too few comparisons
 */
export function heldOutCalibration(
  people: readonly Enrolled[],
  model: { modelId: string; modelVersion: string; source: string },
  { random, replicates = 1000 }: { random: () => number; replicates?: number },
): HeldOutCalibration {
  const pictures = people.flatMap(({ id, templates }) =>
    templates.map((embedding) => ({ personId: id, embedding })),
  );
  const calibration = fitCalibration({ ...model, ...crossedComparisons(pictures) });
  const { distanceL2, fmr } = calibration.nonMated.measuredFrom;
  const comparisons = personComparisons(people);
  const rates = bootstrapOverPeople({ people: people.length, replicates, random }, (weights) =>
    weightedFmr(comparisons, weights, distanceL2),
  );
  const overPeople = percentileInterval(rates.filter(Number.isFinite)).upper;
  const { comparisons: trials } = calibration.nonMated;
  const overPairs = clopperPearsonInterval(Math.round(fmr * trials), trials).upper;
  const widenedBy = Math.max(overPeople, overPairs) / fmr;
  return { calibration: widenedCalibration(calibration, widenedBy), widenedBy };
}
