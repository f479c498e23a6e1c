import { estimateRate, type RateEstimate } from '../rate-estimate.ts';
import { isFailureToAcquire, type MatedProbe, rankOf } from './probe.ts';

export interface RankRate {
  rank: number;
  /** Mated probes whose own person is among the nearest `rank` people, whatever the distance. */
  identified: RateEstimate;
}

/**
 * The cumulative match characteristic (ISO/IEC 19795-1). A failure to acquire has no rank and counts as not found.
 *
 * Ranks that the lists of candidates are too short for are left out, instead of counting who might be there as absent.
 *
 * @param ranks from 1
 */
export function rankRates(
  mated: readonly MatedProbe[],
  { enrolled, ranks }: { enrolled: number; ranks: readonly number[] },
): RankRate[] {
  const depth = mated
    .filter((probe) => !isFailureToAcquire(probe))
    .reduce((least, { candidates }) => Math.min(least, candidates.length), enrolled);
  const found = mated.map((probe) => rankOf(probe) ?? Number.POSITIVE_INFINITY);
  return ranks
    .filter((rank) => rank <= depth)
    .map((rank) => ({
      rank,
      identified: estimateRate(found.filter((each) => each <= rank).length, mated.length),
    }));
}
