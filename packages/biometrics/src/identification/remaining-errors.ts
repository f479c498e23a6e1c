import { answer, wrongAnswer } from './answer.ts';
import {
  type IdentificationTrials,
  isFailureToAcquire,
  type MatedProbe,
  type RankedPerson,
  rankOf,
} from './probe.ts';

/** Somebody was named who is not in the picture. */
export interface FalseMatch {
  probeId: string;
  /** Who was named. */
  personId: string;
  distanceL2: number;
  /** Of the second person; absent when only one is enrolled. */
  secondDistanceL2?: number;
  /** Who it truly is, for a mated probe taken for somebody else; absent for a stranger. */
  truePersonId?: string;
}

/** Why an enrolled person was not named, the first that applies in this order. */
export type MissReason = 'failure-to-acquire' | 'other-person-nearer' | 'ambiguous' | 'too-far';

export interface Miss {
  probeId: string;
  personId: string;
  reason: MissReason;
  /** Absent when not acquired, or not known. */
  ownDistanceL2?: number;
  /** Of the own person, from 1; absent when beyond the candidates. */
  rank?: number;
  /** Absent when not acquired. */
  nearest?: RankedPerson;
}

interface Operation {
  thresholdL2: number;
  marginL2: number;
}

/** All who are wrongly named below the threshold, nearest first; strangers and mated probes together. */
export function falseMatches(
  { mated, strangers }: IdentificationTrials,
  { thresholdL2, marginL2 }: Operation,
): FalseMatch[] {
  const found: FalseMatch[] = [];
  const add = (probeId: string, named: RankedPerson | undefined, more: Partial<FalseMatch>) => {
    if (named !== undefined && named.distanceL2 < thresholdL2) {
      found.push({ probeId, personId: named.personId, distanceL2: named.distanceL2, ...more });
    }
  };
  const secondOf = ({ candidates: [, second] }: { candidates: readonly RankedPerson[] }) =>
    second === undefined ? {} : { secondDistanceL2: second.distanceL2 };
  for (const probe of strangers) add(probe.probeId, answer(probe, marginL2), secondOf(probe));
  for (const probe of mated) {
    const named = wrongAnswer(probe, marginL2);
    add(probe.probeId, named, { ...secondOf(probe), truePersonId: probe.personId });
  }
  return found.sort((a, b) => a.distanceL2 - b.distanceL2 || order(a.probeId, b.probeId));
}

/** All enrolled people who are not named, the furthest from their own templates first, failures before them. */
export function misses({ mated }: IdentificationTrials, operation: Operation): Miss[] {
  const found = mated.flatMap((probe): Miss[] => {
    const reason = missReason(probe, operation);
    if (reason === undefined) return [];
    const { probeId, personId, candidates } = probe;
    const rank = rankOf(probe);
    const own = candidates.find((candidate) => candidate.personId === personId);
    const ownDistanceL2 = own?.distanceL2 ?? probe.ownDistanceL2;
    const nearest = candidates[0];
    return [
      {
        probeId,
        personId,
        reason,
        ...(ownDistanceL2 !== undefined && { ownDistanceL2 }),
        ...(rank !== undefined && { rank }),
        ...(nearest !== undefined && {
          nearest: { personId: nearest.personId, distanceL2: nearest.distanceL2 },
        }),
      },
    ];
  });
  const far = ({ ownDistanceL2 }: Miss) => ownDistanceL2 ?? Number.MAX_VALUE;
  return found.sort((a, b) => far(b) - far(a) || order(a.probeId, b.probeId));
}

function missReason(probe: MatedProbe, { thresholdL2, marginL2 }: Operation): MissReason | undefined {
  if (isFailureToAcquire(probe)) return 'failure-to-acquire';
  const nearest = probe.candidates[0]!;
  if (nearest.personId !== probe.personId) return 'other-person-nearer';
  if (answer(probe, marginL2) === undefined) return 'ambiguous';
  return nearest.distanceL2 < thresholdL2 ? undefined : 'too-far';
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
