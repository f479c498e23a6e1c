import type { IdentifyMatch, VerifyMatch } from './decision-input.ts';
import type { EffectiveThresholds } from './thresholds.ts';

/** Somebody whom the recognised person is registered to look like. */
export interface Lookalike {
  readonly personId: string;
  /** From the face at the door to the lookalike's nearest template, plain L2. Absent when they have none now. */
  readonly distanceL2?: number | undefined;
}

/** The least by which the bar is raised, as a share of the threshold, where the margin of a model is small or nothing. */
const LEAST_RAISE_SHARE = 0.05;

/**
 * What is in force for a person who has lookalikes: the threshold lower by the margin, the margin doubled. A face that
 * could be either's is refused, at the price of refusing such a person somewhat oftener.
 *
 * Invariant: never laxer than what is in force without lookalikes. What is not a number stays none.
 */
export function raisedForLookalikes(
  thresholds: EffectiveThresholds,
  lookalikes: readonly Lookalike[],
): EffectiveThresholds {
  if (lookalikes.length === 0) return thresholds;
  const { thresholdL2, marginL2 } = thresholds;
  const raiseL2 = Math.max(marginL2, LEAST_RAISE_SHARE * thresholdL2);
  return { ...thresholds, thresholdL2: thresholdL2 - raiseL2, marginL2: marginL2 + raiseL2 };
}

/**
 * Whether a face that is near enough to its person under the raised threshold is also clear of each lookalike by the
 * raised margin. It is asked with a card too, since the card may be the lookalike's loot.
 *
 * @returns why not
 */
export function lookalikeRefusal(
  { match, personId: recognisedId }: { match: IdentifyMatch | VerifyMatch; personId: string },
  { thresholdL2, marginL2 }: EffectiveThresholds,
  lookalikes: readonly Lookalike[],
): 'ambiguous_match' | 'internal_error' | undefined {
  if (lookalikes.length === 0) return undefined;
  const distanceL2 = match.mode === 'identify' ? match.nearest?.distanceL2 : match.distanceL2;
  if (distanceL2 === undefined) return 'internal_error';
  // Written so that NaN refuses.
  if (!(distanceL2 < thresholdL2)) return 'ambiguous_match';
  for (const { personId, distanceL2: otherL2 } of lookalikes) {
    if (personId === recognisedId) return 'internal_error';
    if (otherL2 === undefined) continue;
    if (!(Number.isFinite(otherL2) && otherL2 >= 0)) return 'internal_error';
    if (!(otherL2 - distanceL2 >= marginL2)) return 'ambiguous_match';
  }
  return undefined;
}
