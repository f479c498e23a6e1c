import { BiometricsError } from '../biometrics-error.ts';
import { expectedFpir } from '../calibration/gallery-formula.ts';
import { logGamma } from '../special-functions.ts';
import { checkTrials, type IdentificationTrials, type RankedPerson } from './probe.ts';

export interface GallerySizePoint {
  /** People in the gallery. */
  people: number;
  /** Mean over all galleries of so many of the enrolled people; absent for more than are enrolled. */
  measuredFpir?: number;
  /** 1 − (1 − FMR)^people. */
  predictedFpir: number;
}

export interface GalleryGrowth {
  thresholdL2: number;
  marginL2: number;
  /** Share of (stranger, enrolled person) comparisons below the threshold, the margin not considered. */
  personFmr: number;
  points: GallerySizePoint[];
}

export interface GalleryGrowthOptions {
  thresholdL2: number;
  marginL2: number;
  /** Numbers of people, from 1; they may exceed those enrolled. */
  people: readonly number[];
}

/**
 * How FPIR grows with the gallery at a fixed threshold: measured, and after the formula for independent comparisons.
 *
 * Smaller galleries need no drawing of lots. Over all C(N, n) subsets of the N people enrolled, the chance that the
 * i-th nearest person is named is C(N − 1 − e, n − 1) / C(N, n), where e counts the people whose presence would prevent
 * it: those nearer, and those within the margin. The sum over the people below the threshold is the exact mean.
 *
 * The formula knows no margin and no people who are taken for everybody; where false matches gather in few strangers,
 * what is measured lies below it.
 *
 * @throws {BiometricsError} SCORES_INVALID when a stranger's list of candidates ends below thresholdL2 + marginL2,
 * ARGUMENT_INVALID for a number of people below 1
 */
export function galleryGrowth(
  trials: IdentificationTrials,
  { thresholdL2, marginL2, people }: GalleryGrowthOptions,
): GalleryGrowth {
  checkTrials(trials);
  if (!people.every((count) => Number.isInteger(count) && count >= 1)) {
    throw new BiometricsError('ARGUMENT_INVALID', `A gallery holds one person or more, not [${people}].`);
  }
  const { enrolled, strangers } = trials;
  const named: { preventedBy: number }[] = [];
  let below = 0;
  for (const { candidates, probeId } of strangers) {
    checkDepth(candidates, { enrolled, probeId, upToL2: thresholdL2 + marginL2 });
    for (const [index, { distanceL2 }] of candidates.entries()) {
      if (distanceL2 >= thresholdL2) break;
      below++;
      named.push({ preventedBy: othersInTheWay(candidates, index, marginL2) });
    }
  }
  const personFmr = below / (strangers.length * enrolled);
  const measured = (size: number) =>
    named.reduce((sum, { preventedBy }) => sum + chanceNamed(enrolled, size, preventedBy), 0) /
    strangers.length;
  return {
    thresholdL2,
    marginL2,
    personFmr,
    points: people.map((size) => ({
      people: size,
      ...(size <= enrolled && { measuredFpir: measured(size) }),
      predictedFpir: personFmr > 0 && personFmr < 1 ? expectedFpir(personFmr, size) : personFmr,
    })),
  };
}

/** How many of the others may not be in the gallery if this one is to be named. */
function othersInTheWay(candidates: readonly RankedPerson[], index: number, marginL2: number): number {
  const { distanceL2 } = candidates[index]!;
  let others = index;
  // The subtraction is that of the door's rule, so that rounding is too.
  while (others + 1 < candidates.length && candidates[others + 1]!.distanceL2 - distanceL2 < marginL2)
    others++;
  return others;
}

/** C(N − 1 − e, n − 1) / C(N, n): that of n people drawn from N a given one is and e given others are not. */
function chanceNamed(enrolled: number, size: number, preventedBy: number): number {
  const free = enrolled - 1 - preventedBy;
  if (size - 1 > free) return 0;
  return Math.exp(logBinomial(free, size - 1) - logBinomial(enrolled, size));
}

function logBinomial(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

function checkDepth(
  candidates: readonly RankedPerson[],
  { enrolled, probeId, upToL2 }: { enrolled: number; probeId: string; upToL2: number },
): void {
  const last = candidates.at(-1);
  if (last === undefined || candidates.length === enrolled || last.distanceL2 >= upToL2) return;
  throw new BiometricsError(
    'SCORES_INVALID',
    `The candidates of probe ${probeId} end at ${last.distanceL2}, below ${upToL2}; give more of them, so that ` +
      'smaller galleries can be judged.',
    { context: { probeId, candidates: candidates.length } },
  );
}
