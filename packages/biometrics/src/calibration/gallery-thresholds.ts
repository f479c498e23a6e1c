import { isBiometricsError } from '../biometrics-error.ts';
import { fmrAt } from './calibrated-rates.ts';
import type { Calibration } from './calibration.ts';
import { expectedFpir } from './gallery-formula.ts';
import { type IdentificationPolicy, identificationPolicyFor } from './identification-policy.ts';

export interface GallerySize {
  /** People with a template, 0 or more. */
  readonly persons: number;
  /** Share of strangers who may be taken for somebody, in (0, 1). */
  readonly targetFpir: number;
}

export interface GalleryThresholds {
  /** A person is named below this. */
  readonly thresholdL2: number;
  /** How much farther away the second person has to be. */
  readonly marginL2: number;
  /**
   * What set the threshold: the target; the threshold for pairs, which a small gallery would exceed; nothing, since no
   * distance is rare enough for so many people, so that nobody is named; or somebody typed it.
   */
  readonly limitedBy: 'target' | 'pair-threshold' | 'unreachable' | 'typed';
  /** What is to be expected, for derived ones. */
  readonly expected?: Pick<
    IdentificationPolicy,
    'expectedFpir' | 'expectedFnir' | 'expectedFnirUpperBound' | 'extrapolated'
  >;
}

/** No two pictures are as near as this: it names nobody, and is a threshold all the same. */
const NOBODY_L2 = 1e-6;

/**
 * The threshold and margin for the gallery of a building as it is now. A gallery of few people would allow nearly every
 * distance; it is never laxer than the comparison of a pair, since the people of a house may be more alike than those
 * whom the calibration was fitted on.
 */
export function galleryThresholds(
  { calibration, pairThresholdL2 }: { calibration: Calibration; pairThresholdL2: number },
  { persons, targetFpir }: GallerySize,
): GalleryThresholds {
  const galleryPersons = Math.max(1, persons);
  const policyFor = (fpir: number) =>
    identificationPolicyFor({ calibration, galleryPersons, targetFpir: fpir });
  try {
    const policy = policyFor(targetFpir);
    if (policy.thresholdL2 <= pairThresholdL2) return thresholdsOf(policy, 'target');
    const fmr = fmrAt(calibration, pairThresholdL2);
    const capped = policyFor(expectedFpir(fmr, galleryPersons));
    return { ...thresholdsOf(capped, 'pair-threshold'), thresholdL2: pairThresholdL2 };
  } catch (error) {
    if (!isBiometricsError(error) || error.code !== 'TARGET_UNREACHABLE') throw error;
    return { thresholdL2: NOBODY_L2, marginL2: 0, limitedBy: 'unreachable' };
  }
}

function thresholdsOf(
  { thresholdL2, marginL2, ...rest }: IdentificationPolicy,
  limitedBy: GalleryThresholds['limitedBy'],
): GalleryThresholds {
  const { expectedFpir: fpir, expectedFnir, expectedFnirUpperBound, extrapolated } = rest;
  return {
    thresholdL2,
    marginL2,
    limitedBy,
    expected: { expectedFpir: fpir, expectedFnir, expectedFnirUpperBound, extrapolated },
  };
}
