import { type Decision, type DenyDecision, denial } from './decision.ts';
import type { DecisionInput, DoorPolicy } from './decision-input.ts';
import { gatherEvidence } from './evidence.ts';
import {
  type FrameDemand,
  type FrameMatch,
  frameOfMatch,
  framesAgreeOn,
  framesDisagree,
  isFrameDemand,
  judgeFrame,
  SINGLE_FRAME,
} from './frames.ts';
import { holdingGrant } from './holding-grant.ts';
import { lookalikeRefusal, raisedForLookalikes } from './lookalikes.ts';
import { padRefusal } from './pad-policy.ts';
import { judgePassage } from './passage-policy.ts';
import { personRefusal } from './person-policy.ts';
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
 * 4. Are there as many pictures of the person as it asks for?   `too_few_frames`
 * 5. Are enough of them good enough?                            `poor_quality`
 * 6. Does a live person stand there, as far as the door asks?    `pad_failed`, `card_required`
 * 7. Do no two pictures show different people?                  `frames_disagree`
 * 8. Whose face is it, all pictures together?                   `unknown_face`, `ambiguous_match`, `face_mismatch`, …
 * 9. Could it be somebody whom that person is known to look like? `ambiguous_match`
 * 10. Do enough of the pictures show that person each by itself? `frames_disagree`
 * 11. Is that person still there, not suspended, and is it their time? `person_suspended`, `person_expired`, …
 * 12. Does a grant of theirs hold for this door now?            `no_grant`, `grant_expired`, `closed_for_holiday`, …
 * 13. Even if the place is locked down?                         `lockdown`
 * 14. May they pass as things stand inside?                     `antipassback_violation`, `escort_required`,
 *                                                               `area_full`, `second_person_required`
 *
 * Anything that is not a possible number denies.
 */
export function decide(input: DecisionInput): Decision {
  const { door, match, now } = input;
  if (!door) return denial('unknown_door');
  const thresholds = stricterThresholds(input.thresholds, door.thresholds);
  const lookalikes = input.lookalikes ?? [];
  const raised = raisedForLookalikes(thresholds, lookalikes);
  const demand = door.frames ?? SINGLE_FRAME;
  const frames = input.frames ?? [frameOfMatch(match, input.quality)];
  const judged = frames.map((frame) => judgeFrame(frame, { model: input.thresholds, inForce: raised }));
  const evidence = gatherEvidence(input, { thresholds: raised, demand, frames, judged });
  const deny = (reason: DenialReason, personId?: string): DenyDecision => denial(reason, evidence, personId);

  if (door.active !== true) return deny('door_disabled');
  if (!arePossible(thresholds) || !isFrameDemand(demand) || !isPulse(door.pulseMs) || !Number.isFinite(now))
    return deny('internal_error');
  const refusedMode = refuseMode(door, match.mode);
  if (refusedMode) return deny(refusedMode);
  if (frames.length < demand.demanded) return deny('too_few_frames');
  if (!areGoodEnough(frames, thresholds, demand)) return deny('poor_quality');
  const refusedPad = padRefusal(door, match.mode, input.pad);
  if (refusedPad) return deny(refusedPad);

  if (judged.some(({ impossible }) => impossible)) return deny('internal_error');
  if (framesDisagree(judged)) return deny('frames_disagree');
  const recognition = recognise(match, thresholds);
  if (!recognition.recognised) return deny(recognition.reason, recognition.personId);
  const { personId } = recognition;
  const refusedLookalike = lookalikeRefusal({ match, personId }, raised, lookalikes);
  if (refusedLookalike) return deny(refusedLookalike, personId);
  // A card says whose it is even then; a face alone has not said who it is.
  if (!framesAgreeOn(personId, judged, demand))
    return deny('frames_disagree', match.mode === 'verify' ? personId : undefined);
  // Erased between the search and the look-up: to the door, a stranger.
  if (!input.person) return deny(match.mode === 'identify' ? 'unknown_face' : 'unknown_card');
  if (input.person.id !== personId) return deny('internal_error');
  const refusedPerson = personRefusal(input.person, now);
  if (refusedPerson) return deny(refusedPerson, personId);

  const held = holdingGrant(input, personId);
  if ('reason' in held) return deny(held.reason, personId);
  const verdict = judgePassage({
    now,
    escorted: input.person.escorted ?? false,
    rules: input.passageRules,
    state: input.passageState,
  });
  if (!verdict.allowed) return deny(verdict.reason, personId);
  return {
    action: 'unlock',
    reason: 'granted',
    personId,
    pulseMs: door.pulseMs,
    ...(verdict.passage && { passage: verdict.passage }),
    policyVersion: POLICY_VERSION,
    evidence: { ...evidence, grantId: held.grant.id },
  };
}

function refuseMode({ mode }: DoorPolicy, offered: 'identify' | 'verify'): DenialReason | undefined {
  if (mode === 'either' || mode === offered) return undefined;
  if (mode === 'verify') return 'card_required';
  return mode === 'identify' ? 'mode_not_allowed' : 'internal_error';
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

/** Written so that NaN is poor quality. */
function areGoodEnough(
  frames: readonly FrameMatch[],
  { minQuality }: EffectiveThresholds,
  { agreeing }: FrameDemand,
): boolean {
  if (!frames.every(({ quality }) => quality >= 0 && quality <= 1)) return false;
  return frames.filter(({ quality }) => quality >= minQuality).length >= agreeing;
}

function isPulse(pulseMs: number): boolean {
  return pulseMs >= MIN_PULSE_MS && pulseMs <= MAX_PULSE_MS;
}
