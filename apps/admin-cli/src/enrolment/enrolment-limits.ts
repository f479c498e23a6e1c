import type { ModelPolicy } from '@portero/coordinator';

/** How near two faces must be for enrolment to make something of it, plain L2. */
export interface EnrolmentLimits {
  /** Photographs farther apart than this are not of one person. */
  sameL2: number;
  /** Nearer than this to somebody else, a face is probably theirs: the door would take one for the other. */
  duplicateL2: number;
  /** Nearer than this, but no duplicate: two people who look alike, of whom a door asks more. */
  lookalikeL2: number;
}

/**
 * Lookalikes lie less than this share of a margin beyond the threshold of identification: a door asks one margin less of
 * distance and one more of difference of such people. Tied to the threshold, and not to a distance, so that a large
 * site, which has a stricter one, does not find that everybody looks like somebody: with the default thresholds 2 of
 * 41,905 pairs of people of `lfw-view1` are below it (at 0.87 and 0.89).
 */
const LOOKALIKE_MARGINS = 0.5;
const LEAST_MARGIN_SHARE = 0.05;

/** In the terms of the door's own thresholds, so that a stricter site is stricter at enrolment. */
export function enrolmentLimits({
  identifyThresholdL2,
  verifyThresholdL2,
  marginL2,
}: Pick<ModelPolicy, 'identifyThresholdL2' | 'verifyThresholdL2' | 'marginL2'>): EnrolmentLimits {
  const stepL2 = Math.max(marginL2, LEAST_MARGIN_SHARE * identifyThresholdL2);
  return {
    sameL2: verifyThresholdL2,
    duplicateL2: identifyThresholdL2,
    lookalikeL2: identifyThresholdL2 + LOOKALIKE_MARGINS * stepL2,
  };
}
