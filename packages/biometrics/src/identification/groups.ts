import { estimateRate, type RateEstimate } from '../rate-estimate.ts';
import { answer, rightAnswer } from './answer.ts';
import { checkTrials, type IdentificationTrials, type RankedPerson } from './probe.ts';

export interface GroupRates {
  group: string;
  /** Of the mated probes of the group; absent when there are none. */
  fnir?: RateEstimate;
  /** Of the strangers of the group; absent when there are none. */
  fpir?: RateEstimate;
}

interface Tally {
  mated: number;
  misses: number;
  strangers: number;
  falsePositives: number;
}

/**
 * FNIR and FPIR of each group at one threshold and margin (ISO/IEC 19795-10: differences between demographic groups).
 * The gallery is the whole one, so a stranger of one group may be taken for somebody of another.
 *
 * @param options.groupOf the group of a probe; a probe without one is left out
 * @returns by name of the group
 * @throws {BiometricsError} SCORES_INVALID
 */
export function identificationByGroup(
  trials: IdentificationTrials,
  options: { thresholdL2: number; marginL2: number; groupOf: (probeId: string) => string | undefined },
): GroupRates[] {
  checkTrials(trials);
  const { thresholdL2, marginL2, groupOf } = options;
  const tallies = new Map<string, Tally>();
  const tallyOf = (probeId: string): Tally | undefined => {
    const group = groupOf(probeId);
    if (group === undefined) return undefined;
    const tally = tallies.get(group) ?? { mated: 0, misses: 0, strangers: 0, falsePositives: 0 };
    tallies.set(group, tally);
    return tally;
  };
  const isNamed = (named: RankedPerson | undefined) => named !== undefined && named.distanceL2 < thresholdL2;
  for (const probe of trials.mated) {
    const tally = tallyOf(probe.probeId);
    if (tally === undefined) continue;
    tally.mated++;
    if (!isNamed(rightAnswer(probe, marginL2))) tally.misses++;
  }
  for (const probe of trials.strangers) {
    const tally = tallyOf(probe.probeId);
    if (tally === undefined) continue;
    tally.strangers++;
    if (isNamed(answer(probe, marginL2))) tally.falsePositives++;
  }
  return [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, { mated, misses, strangers, falsePositives }]) => ({
      group,
      ...(mated > 0 && { fnir: estimateRate(misses, mated) }),
      ...(strangers > 0 && { fpir: estimateRate(falsePositives, strangers) }),
    }));
}
