import { BiometricsError } from '../biometrics-error.ts';
import { clopperPearsonInterval } from '../confidence.ts';
import { fmrAt, fnmrAt, thresholdAtFmr } from './calibrated-rates.ts';
import type { Calibration } from './calibration.ts';
import { expectedFpir, fmrForFpir } from './gallery-formula.ts';

export interface IdentificationPolicyRequest {
  calibration: Calibration;
  /** People in the gallery, 1 or more. */
  galleryPersons: number;
  /** Share of strangers who may be taken for somebody, in (0, 1). */
  targetFpir: number;
  /** How much more surprising than the second person the nearest has to be, above 1. @defaultValue 10 */
  ambiguityOdds?: number;
}

export interface IdentificationPolicy {
  thresholdL2: number;
  /** How much further away the second person has to be. */
  marginL2: number;
  /** The false-match rate of one comparison at the threshold. */
  fmr: number;
  /** At the threshold, at most the target; the margin can only lower it. */
  expectedFpir: number;
  /** Share of pictures of enrolled people beyond the threshold of one template; further templates lower it. */
  expectedFnir: number;
  /** What may be claimed of it: upper end of Clopper and Pearson's 95 % interval. */
  expectedFnirUpperBound: number;
  /** Whether the threshold lies below what was measured, on the tail's word. */
  extrapolated: boolean;
}

/** Thresholds are configured and logged with as many decimals. */
const DECIMALS = 4;

/**
 * The threshold and margin that keep FPIR at the target for a gallery of this size.
 *
 * A stranger is compared with the reference of every person, so FPIR ≈ 1 − (1 − FMR)^persons, however many templates
 * are in a reference. False matches gather in few strangers, which makes the true rate lower, never higher.
 *
 * The margin is the distance over which the false-match rate at the threshold falls by `ambiguityOdds`: a second person
 * within it is so near that chance would bring them there almost as readily as to where the nearest stands.
 *
 * @throws {BiometricsError} ARGUMENT_INVALID; TARGET_UNREACHABLE when no distance is rare enough for the target
 */
export function identificationPolicyFor(request: IdentificationPolicyRequest): IdentificationPolicy {
  const { calibration, galleryPersons, targetFpir, ambiguityOdds = 10 } = request;
  if (!(galleryPersons >= 1 && ambiguityOdds > 1)) {
    throw new BiometricsError(
      'ARGUMENT_INVALID',
      `No policy for ${galleryPersons} people at odds ${ambiguityOdds}.`,
    );
  }
  const targetFmr = fmrForFpir(targetFpir, galleryPersons);
  const thresholdL2 = roundDown(thresholdAtFmr(calibration, targetFmr).thresholdL2);
  const fmr = fmrAt(calibration, thresholdL2);
  if (!(fmr > 0 && fmr < 1)) {
    throw new BiometricsError(
      'TARGET_UNREACHABLE',
      `${calibration.modelId} has no threshold for an FPIR of ${targetFpir} among ${galleryPersons} people; ` +
        'allow a higher rate, or let these doors ask for a card.',
      { context: { galleryPersons, targetFpir } },
    );
  }
  const { comparisons: mated } = calibration.mated;
  const expectedFnir = fnmrAt(calibration, thresholdL2);
  return {
    thresholdL2,
    marginL2: roundUp(thresholdL2 - thresholdAtFmr(calibration, fmr / ambiguityOdds).thresholdL2),
    fmr,
    expectedFpir: expectedFpir(fmr, galleryPersons),
    expectedFnir,
    expectedFnirUpperBound: clopperPearsonInterval(Math.round(expectedFnir * mated), mated).upper,
    extrapolated: thresholdL2 < calibration.nonMated.measuredFrom.distanceL2,
  };
}

/** Towards refusing: a lower threshold, a wider margin. */
function roundDown(distanceL2: number): number {
  return Math.floor(distanceL2 * 10 ** DECIMALS) / 10 ** DECIMALS;
}

function roundUp(distanceL2: number): number {
  return Math.ceil(distanceL2 * 10 ** DECIMALS) / 10 ** DECIMALS;
}
