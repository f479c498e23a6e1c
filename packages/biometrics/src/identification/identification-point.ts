import { type ErrorCurve, errorCurve, errorsAt, type ScoredPair } from '../error-curve.ts';
import { operatingPointAtFmr } from '../operating-points.ts';
import { estimateRate, type RateEstimate } from '../rate-estimate.ts';
import { answer, rightAnswer, wrongAnswer } from './answer.ts';
import { checkTrials, type IdentificationTrials } from './probe.ts';

/** What a threshold and a margin do to an open set of people. */
export interface IdentificationPoint {
  /** A person is named ⟺ distance < thresholdL2 and the second person is marginL2 further away or more. */
  thresholdL2: number;
  marginL2: number;
  /** Strangers who were taken for somebody. */
  fpir: RateEstimate;
  /** Mated probes whose own person was not named: not nearest, too far, too ambiguous, or not acquired. */
  fnir: RateEstimate;
  /** Mated probes for whom somebody else was named; they are among the misses too. */
  misidentified: RateEstimate;
}

export interface TargetedIdentificationPoint extends IdentificationPoint {
  /** The false-positive identification rate that was asked for; the measured one is at most this. */
  targetFpir: number;
  /** Whether there were strangers enough to show this rate: at least one false positive would be allowed. */
  resolved: boolean;
}

/**
 * FNIR against FPIR at every threshold, for one margin, as NIST's FRTE 1:N counts them (investigational rank 1):
 * a mated search is a miss unless its own person is at rank 1 *and* below the threshold; a stranger's search is a false
 * positive when anybody is named. In the curve `fmr` is FPIR and `fnmr` is FNIR.
 *
 * @throws {BiometricsError} SCORES_INVALID
 */
export function identificationCurve(trials: IdentificationTrials, marginL2 = 0): ErrorCurve {
  checkTrials(trials);
  return errorCurve(scored(trials, marginL2));
}

/**
 * FNIR at the highest threshold whose FPIR does not exceed the target, without interpolation.
 * @param curve of {@link identificationCurve} for the same trials and margin
 * @param targetFpir in [0, 1]
 * @throws {BiometricsError} ARGUMENT_INVALID
 */
export function identificationPointAtFpir(
  trials: IdentificationTrials,
  curve: ErrorCurve,
  options: { targetFpir: number; marginL2: number },
): TargetedIdentificationPoint {
  const { targetFpir, marginL2 } = options;
  const { threshold, resolved } = operatingPointAtFmr(curve, targetFpir);
  return { ...ratesAt(trials, { thresholdL2: threshold, marginL2 }), targetFpir, resolved };
}

/** The rates of a threshold and margin that are given, such as those of a door. Throws SCORES_INVALID. */
export function identificationPointAt(
  trials: IdentificationTrials,
  options: { thresholdL2: number; marginL2: number },
): IdentificationPoint {
  checkTrials(trials);
  return ratesAt(trials, options);
}

function ratesAt(
  trials: IdentificationTrials,
  { thresholdL2, marginL2 }: { thresholdL2: number; marginL2: number },
): IdentificationPoint {
  const { falseMatches, falseNonMatches } = errorsAt(scored(trials, marginL2), thresholdL2);
  const misidentified = trials.mated.filter((probe) => {
    const named = wrongAnswer(probe, marginL2);
    return named !== undefined && named.distanceL2 < thresholdL2;
  }).length;
  const { mated, strangers } = trials;
  return {
    thresholdL2,
    marginL2,
    fpir: estimateRate(falseMatches, strangers.length),
    fnir: estimateRate(falseNonMatches, mated.length),
    misidentified: estimateRate(misidentified, mated.length),
  };
}

/** Each search as one score: the distance from which on a threshold names the person (mated) or anybody (stranger). */
function scored({ mated, strangers }: IdentificationTrials, marginL2: number): ScoredPair[] {
  const never = Number.POSITIVE_INFINITY;
  return [
    ...mated.map((probe) => ({ distance: rightAnswer(probe, marginL2)?.distanceL2 ?? never, mated: true })),
    ...strangers.map((probe) => ({ distance: answer(probe, marginL2)?.distanceL2 ?? never, mated: false })),
  ];
}
