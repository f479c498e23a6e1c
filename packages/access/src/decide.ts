import { type Decision, type DenyDecision, denial, type Evidence } from './decision.ts';
import type { DecisionInput, DoorPolicy } from './decision-input.ts';
import { type Grant, type GrantState, grantState } from './grant.ts';
import { lookalikeRefusal, raisedForLookalikes } from './lookalikes.ts';
import { padRefusal } from './pad-policy.ts';
import { POLICY_VERSION } from './policy-version.ts';
import type { DenialReason } from './reason-code.ts';
import { recognise } from './recognise.ts';
import { type EffectiveThresholds, stricterThresholds } from './thresholds.ts';

const MIN_PULSE_MS = 100;
const MAX_PULSE_MS = 30_000;

/**
 * Whether a door opens. Pure: the same input gives the same decision, and nobody is asked.
 *
 * The first question that fails gives the reason; a door opens only when every one of them has been answered well:
 * 1. Is the door known and in service?                          `unknown_door`, `door_disabled`
 * 2. Are the thresholds, the pulse and the clock possible?      `internal_error`
 * 3. Does the door take what was offered, a face or a card?     `card_required`, `mode_not_allowed`
 * 4. Is the picture good enough?                                `poor_quality`
 * 5. Does a live person stand there, as far as the door asks?    `pad_failed`, `card_required`
 * 6. Whose face is it?                                          `unknown_face`, `ambiguous_match`, `face_mismatch`, …
 * 7. Could it be somebody whom that person is known to look like? `ambiguous_match`
 * 8. Is that person still there, and not suspended?             `person_suspended`
 * 9. Does a grant of theirs hold for this door now?             `no_grant`, `grant_expired`, …
 *
 * Anything that is not a possible number denies.
 */
export function decide(input: DecisionInput): Decision {
  const { door, match, quality, now } = input;
  if (!door) return denial('unknown_door');
  const thresholds = stricterThresholds(input.thresholds, door.thresholds);
  const lookalikes = input.lookalikes ?? [];
  const raised = raisedForLookalikes(thresholds, lookalikes);
  const evidence = gatherEvidence(input, raised);
  const deny = (reason: DenialReason, personId?: string): DenyDecision => denial(reason, evidence, personId);

  if (door.active !== true) return deny('door_disabled');
  if (!arePossible(thresholds) || !isPulse(door.pulseMs) || !Number.isFinite(now))
    return deny('internal_error');
  const refusedMode = refuseMode(door, match.mode);
  if (refusedMode) return deny(refusedMode);
  // Written so that NaN is poor quality.
  if (!(quality >= thresholds.minQuality && quality <= 1)) return deny('poor_quality');
  const refusedPad = padRefusal(door, match.mode, input.pad);
  if (refusedPad) return deny(refusedPad);

  const recognition = recognise(match, thresholds);
  if (!recognition.recognised) return deny(recognition.reason, recognition.personId);
  const { personId } = recognition;
  const refusedLookalike = lookalikeRefusal({ match, personId }, raised, lookalikes);
  if (refusedLookalike) return deny(refusedLookalike, personId);
  // Erased between the search and the look-up: to the door, a stranger.
  if (!input.person) return deny(match.mode === 'identify' ? 'unknown_face' : 'unknown_card');
  if (input.person.id !== personId) return deny('internal_error');
  if (input.person.status !== 'active') return deny('person_suspended', personId);

  const held = holdingGrant(input, personId);
  if ('reason' in held) return deny(held.reason, personId);
  return {
    action: 'unlock',
    reason: 'granted',
    personId,
    pulseMs: door.pulseMs,
    policyVersion: POLICY_VERSION,
    evidence: { ...evidence, grantId: held.grant.id },
  };
}

function refuseMode({ mode }: DoorPolicy, offered: 'identify' | 'verify'): DenialReason | undefined {
  if (mode === 'either' || mode === offered) return undefined;
  if (mode === 'verify') return 'card_required';
  return mode === 'identify' ? 'mode_not_allowed' : 'internal_error';
}

/** Of several grants that fail, the one that comes closest names the reason. */
const CLOSEST_FIRST: readonly (readonly [GrantState, DenialReason])[] = [
  ['outside_schedule', 'outside_schedule'],
  ['not_yet_valid', 'grant_not_yet_valid'],
  ['expired', 'grant_expired'],
];

function holdingGrant(
  { grants, now, timeZone }: DecisionInput,
  personId: string,
): { readonly grant: Grant } | { readonly reason: DenialReason } {
  const states = new Set<GrantState>();
  for (const grant of grants) {
    if (grant.personId !== personId) continue;
    const state = grantState(grant, now, timeZone);
    if (state === 'valid') return { grant };
    states.add(state);
  }
  const closest = CLOSEST_FIRST.find(([state]) => states.has(state));
  return { reason: closest ? closest[1] : 'no_grant' };
}

function arePossible({ thresholdL2, marginL2, minQuality }: EffectiveThresholds): boolean {
  return (
    Number.isFinite(thresholdL2) &&
    thresholdL2 > 0 &&
    Number.isFinite(marginL2) &&
    marginL2 >= 0 &&
    minQuality >= 0 &&
    minQuality <= 1
  );
}

function isPulse(pulseMs: number): boolean {
  return pulseMs >= MIN_PULSE_MS && pulseMs <= MAX_PULSE_MS;
}

function gatherEvidence({ match, quality, pad }: DecisionInput, thresholds: EffectiveThresholds): Evidence {
  const distances =
    match.mode === 'identify'
      ? { distanceL2: match.nearest?.distanceL2, secondDistanceL2: match.second?.distanceL2 }
      : { distanceL2: match.distanceL2 };
  const numbers = { ...distances, ...thresholds, quality, padScore: pad?.score };
  const finite = Object.entries(numbers).filter(([, value]) => Number.isFinite(value));
  return { mode: match.mode, ...Object.fromEntries(finite) };
}
