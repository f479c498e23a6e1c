import { DEFAULT_TARGET_FPIR } from '@portero/biometrics';
import type { ModelPolicy } from '@portero/coordinator';
import type { CliContext } from '../context/cli-context.ts';
import { thresholdsOf } from '../context/thresholds.ts';

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
 * Photographs of one person may be farther apart than a door allows. Of 135 people of `lfw-view1` with three photographs
 * the threshold for pairs, 0.90, finds a stranger among those of 12, seven of them wrongly; a tenth above it of 5, whose
 * picture really shows another face (1.2 and farther). Either names each of 135 strangers who were put among them.
 */
const SAME_SHARE = 1.1;

/**
 * Lookalikes lie less than a margin beyond the threshold of identification, which is what a door then asks more of them.
 * Tied to the threshold, and not to a distance, so that a large site, which has a stricter one, does not find that
 * everybody looks like somebody: for 500 people it is at 0.96, and 5 of 81,406 pairs of people of `lfw-view1` are nearer.
 */
const LEAST_MARGIN_SHARE = 0.05;

/** In the terms of the door's own thresholds, so that a stricter site is stricter at enrolment. */
export function enrolmentLimits({
  identifyThresholdL2,
  verifyThresholdL2,
  marginL2,
}: Pick<ModelPolicy, 'identifyThresholdL2' | 'verifyThresholdL2' | 'marginL2'>): EnrolmentLimits {
  return {
    sameL2: SAME_SHARE * verifyThresholdL2,
    duplicateL2: identifyThresholdL2,
    lookalikeL2: identifyThresholdL2 + Math.max(marginL2, LEAST_MARGIN_SHARE * identifyThresholdL2),
  };
}

/** What holds for a site with so many people, with the thresholds that its doors would have. */
export async function siteLimits(
  modelId: string,
  people: readonly unknown[],
  { dataDir }: Pick<CliContext, 'dataDir'>,
): Promise<EnrolmentLimits> {
  const { galleryThresholdsOf } = await import('@portero/coordinator');
  const policy = await thresholdsOf(dataDir, modelId);
  const { thresholdL2, marginL2, limitedBy } = galleryThresholdsOf(policy, {
    persons: people.length,
    targetFpir: DEFAULT_TARGET_FPIR,
  });
  // Where no threshold is strict enough for the doors, people are still to be told apart here.
  if (limitedBy === 'unreachable') return enrolmentLimits(policy);
  return enrolmentLimits({ ...policy, identifyThresholdL2: thresholdL2, marginL2 });
}
