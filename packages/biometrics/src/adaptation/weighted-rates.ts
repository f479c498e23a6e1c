import type { PersonComparisons } from './person-comparisons.ts';

/** How often each person counts; 1 throughout for the people as they are. */
export type PersonWeights = Int32Array | Float64Array;

/**
 * The true-accept rate (TAR) at the highest threshold whose false-match rate does not exceed the target, with every
 * comparison counted as often as its people: accept ⟺ distance < threshold.
 *
 * @returns undefined when no mated comparison counts
 */
export function weightedTar(
  comparisons: PersonComparisons,
  weights: PersonWeights,
  targetFmr: number,
): number | undefined {
  const { mated } = comparisons;
  const thresholdL2 = weightedThreshold(comparisons, weights, targetFmr);
  let accepted = 0;
  let all = 0;
  for (let index = 0; index < mated.person.length; index++) {
    const weight = weights[mated.person[index]!]!;
    all += weight;
    if (mated.distanceL2[index]! < thresholdL2) accepted += weight;
  }
  return all === 0 ? undefined : accepted / all;
}

/** The distance of the first non-mated comparison that must be rejected. */
export function weightedThreshold(
  { templates, nearestNonMated }: PersonComparisons,
  weights: PersonWeights,
  targetFmr: number,
): number {
  const { first, second, distanceL2 } = nearestNonMated;
  // In whole pairs: 0.001 × 1000 must allow one, whatever floating point makes of the product.
  const allowed = Math.floor(targetFmr * weightedNonMated(templates, weights) + 1e-9);
  let counted = 0;
  for (let index = 0; index < distanceL2.length; index++) {
    counted += weights[first[index]!]! * weights[second[index]!]!;
    if (counted > allowed) return distanceL2[index]!;
  }
  return distanceL2.at(-1)!;
}

/** Share of the non-mated comparisons that are nearer than this. */
export function weightedFmr(
  { templates, nearestNonMated }: PersonComparisons,
  weights: PersonWeights,
  thresholdL2: number,
): number {
  const { first, second, distanceL2 } = nearestNonMated;
  let counted = 0;
  for (let index = 0; index < distanceL2.length && distanceL2[index]! < thresholdL2; index++) {
    counted += weights[first[index]!]! * weights[second[index]!]!;
  }
  return counted / weightedNonMated(templates, weights);
}

/** A person who counts twice is not compared with their copy: that would be no stranger. */
function weightedNonMated(templates: readonly number[], weights: PersonWeights): number {
  let total = 0;
  let own = 0;
  for (const [person, count] of templates.entries()) {
    const weighted = count * weights[person]!;
    total += weighted;
    own += weighted ** 2;
  }
  return (total ** 2 - own) / 2;
}
