import type { IdentifyMatch, VerifyMatch } from './decision-input.ts';
import type { DenialReason } from './reason-code.ts';
import type { Thresholds } from './thresholds.ts';

export type Recognition =
  | { readonly recognised: true; readonly personId: string }
  | { readonly recognised: false; readonly reason: DenialReason; readonly personId?: string | undefined };

/** Whose face it is, if anybody's. Distances at the threshold do not match: the course's notebook opens below 0.7. */
export function recognise(match: IdentifyMatch | VerifyMatch, thresholds: Thresholds): Recognition {
  return match.mode === 'identify' ? recogniseFace(match, thresholds) : recogniseOwner(match, thresholds);
}

function recogniseFace(
  { nearest, second }: IdentifyMatch,
  { thresholdL2, marginL2 }: Thresholds,
): Recognition {
  if (!nearest) return { recognised: false, reason: second ? 'internal_error' : 'unknown_face' };
  if (!isDistance(nearest.distanceL2)) return { recognised: false, reason: 'internal_error' };
  if (second) {
    // The second must be another person and no nearer, or whatever searched is broken and so is its first.
    const plausible = isDistance(second.distanceL2) && second.distanceL2 >= nearest.distanceL2;
    if (!plausible || second.personId === nearest.personId)
      return { recognised: false, reason: 'internal_error' };
  }
  if (!(nearest.distanceL2 < thresholdL2)) return { recognised: false, reason: 'unknown_face' };
  if (second && !(second.distanceL2 - nearest.distanceL2 >= marginL2)) {
    return { recognised: false, reason: 'ambiguous_match' };
  }
  return { recognised: true, personId: nearest.personId };
}

function recogniseOwner({ card, distanceL2 }: VerifyMatch, { thresholdL2 }: Thresholds): Recognition {
  switch (card.status) {
    case 'absent':
      return { recognised: false, reason: 'card_required' };
    case 'unknown':
      return { recognised: false, reason: 'unknown_card' };
    case 'revoked':
      return { recognised: false, reason: 'card_revoked', personId: card.personId };
    case 'active': {
      const { personId } = card;
      if (distanceL2 === undefined) return { recognised: false, reason: 'no_template', personId };
      if (!isDistance(distanceL2)) return { recognised: false, reason: 'internal_error', personId };
      if (!(distanceL2 < thresholdL2)) return { recognised: false, reason: 'face_mismatch', personId };
      return { recognised: true, personId };
    }
    default:
      return { recognised: false, reason: 'internal_error' };
  }
}

function isDistance(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
