import {
  AccessError,
  type CardCheck,
  type DoorPolicy,
  type FrameDemand,
  type Grant,
  parseWeeklySchedule,
} from '@portero/access';
import type { Card, Door, GrantInForce } from '@portero/roster';
import type { Logger } from '@portero/runtime';

/** What the roster says of a card, as the policy asks it. A card outside its validity counts as revoked. */
export function cardCheck(card: Card | undefined, now: number): CardCheck {
  if (!card) return { status: 'unknown' };
  const { personId, status, validFrom, validUntil } = card;
  const inForce =
    status === 'active' &&
    (validFrom === undefined || now >= validFrom.getTime()) &&
    (validUntil === undefined || now < validUntil.getTime());
  return inForce ? { status: 'active', personId } : { status: 'revoked', personId };
}

/** @param demand what the door asks for if it has no setting of its own */
export function doorPolicy(door: Door, demand: FrameDemand): DoorPolicy {
  const { active, mode, pulseMs, thresholdL2, marginL2, minQuality } = door;
  const { framesAgreeing: agreeing, framesDemanded: demanded, pad, minPadScore } = door;
  const own = agreeing !== undefined && demanded !== undefined && { agreeing, demanded };
  const thresholds = { thresholdL2, marginL2, minQuality };
  return { active, mode, pulseMs, thresholds, frames: own || demand, pad, minPadScore };
}

/** A schedule that cannot be read covers no hour at all. */
export function policyGrant(grant: GrantInForce, logger: Logger): Grant {
  return {
    id: grant.id,
    personId: grant.personId,
    validFrom: grant.validFrom?.getTime(),
    validUntil: grant.validUntil?.getTime(),
    revokedAt: grant.revokedAt?.getTime(),
    passesLockdown: grant.passesLockdown,
    ...(grant.schedule === undefined ? {} : { schedule: readSchedule(grant, logger) }),
  };
}

function readSchedule({ id, schedule }: GrantInForce, logger: Logger): NonNullable<Grant['schedule']> {
  try {
    return parseWeeklySchedule(schedule);
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    logger.error({ grantId: id, reason: error.message }, 'the schedule of a grant cannot be read');
    return { windows: [] };
  }
}
