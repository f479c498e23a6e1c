import type { Enrolled } from '../matching.ts';
import { personComparisons } from './person-comparisons.ts';
import { weightedTar, weightedThreshold } from './weighted-rates.ts';

/** How well the templates of one person lie together and those of others apart, at one false-match rate. */
export interface Separation {
  /** Share of the mated comparisons below t, the highest threshold that keeps the rate. */
  readonly tar: number;
  /**
   * Mean of max(d² / t² − 0.8, 0) over the mated distances d: the hinge of the triplet loss with the threshold in the
   * negative's place. With few people the TAR moves in steps or not at all, and this still tells better from worse; it
   * is a ratio, since a projection that merely stretches all distances has changed nothing.
   */
  readonly loss: number;
}

/** From here on a mated pair is near enough to the threshold to count. */
const SAFE_RATIO = 0.8;

/** @throws {BiometricsError} SCORES_INVALID without comparisons of both kinds, VECTOR_INVALID */
export function separationAtFmr(people: readonly Enrolled[], targetFmr: number): Separation {
  const comparisons = personComparisons(people);
  const everybodyOnce = new Int32Array(people.length).fill(1);
  const squaredThreshold = weightedThreshold(comparisons, everybodyOnce, targetFmr) ** 2;
  const { distanceL2 } = comparisons.mated;
  const loss = distanceL2.reduce((sum, d) => sum + Math.max((d * d) / squaredThreshold - SAFE_RATIO, 0), 0);
  return {
    tar: weightedTar(comparisons, everybodyOnce, targetFmr)!,
    loss: loss / distanceL2.length,
  };
}
