import type { MatedProbe, RankedPerson, StrangerProbe } from './probe.ts';

/**
 * Whom a search names, at every threshold above the distance: the nearest person, if the second is further away by
 * `marginL2` or more. The rule is that of the door; undefined means that no threshold names anybody.
 *
 * @param marginL2 in L2, 0 or more
 */
export function answer({ candidates }: StrangerProbe, marginL2: number): RankedPerson | undefined {
  const [nearest, second] = candidates;
  if (nearest === undefined) return undefined;
  return second !== undefined && !(second.distanceL2 - nearest.distanceL2 >= marginL2) ? undefined : nearest;
}

/** The answer, if it is the right one: what is not this is a miss. */
export function rightAnswer(probe: MatedProbe, marginL2: number): RankedPerson | undefined {
  const named = answer(probe, marginL2);
  return named?.personId === probe.personId ? named : undefined;
}

/** The answer, if it names another enrolled person: worse at a door than naming nobody. */
export function wrongAnswer(probe: MatedProbe, marginL2: number): RankedPerson | undefined {
  const named = answer(probe, marginL2);
  return named === undefined || named.personId === probe.personId ? undefined : named;
}
