import { isBiometricsError } from './biometrics-error.ts';
import type { Point } from './geometry.ts';
import type { LivenessChallenge } from './liveness-challenge.ts';
import { type ActionProgress, advanceAction, startAction } from './liveness-challenge-action.ts';
import { type FaceSigns, faceSigns } from './liveness-challenge-signs.ts';

/*
 *                 every action seen, in order, in time
 *   issued ────────────────────────────────────────────► performed
 *     │ │
 *     │ └── now ≥ expiresAtMs ──────────────────────────► expired
 *     └──── anything that breaks the thread ────────────► failed (reason)
 *
 * The three on the right are final. What holds in every state:
 * - A frame captured at or before `issuedAtMs` changes nothing: what was recorded before cannot answer.
 * - Capture times grow; a frame from earlier than the last one fails the challenge.
 * - One face answers: a gap, a leap or another track between two frames fails it, or a person could do the moves and
 *   then hold up a photograph.
 * - Each action begins from a face that looks ahead with open eyes, not before a person can have reacted.
 * - A fault in the landmarks fails it. Nothing but the last action's end performs it.
 */

export type ChallengeFailure =
  /** No face for longer than `maxGapMs`. */
  | 'face_lost'
  /** The face leapt or changed its size from one frame to the next. */
  | 'face_jumped'
  /** The tracker says that this is another person. */
  | 'track_changed'
  /** The head was turned to the other side. */
  | 'wrong_action'
  /** A capture time that is not after the one before. */
  | 'clock_went_back'
  /** Landmarks that are not those of a face. */
  | 'landmarks_invalid';

export type ChallengeState =
  | {
      readonly status: 'issued';
      readonly challenge: LivenessChallenge;
      /** Index of the action that is asked for now. */
      readonly step: number;
      readonly progress: ActionProgress;
      readonly last?: { readonly atMs: number; readonly signs: FaceSigns; readonly trackId: string };
    }
  | {
      readonly status: 'performed';
      readonly challenge: LivenessChallenge;
      readonly atMs: number;
      readonly trackId: string;
    }
  | { readonly status: 'failed'; readonly challenge: LivenessChallenge; readonly reason: ChallengeFailure }
  | { readonly status: 'expired'; readonly challenge: LivenessChallenge };

/** The face of one frame. */
export interface ChallengeFrame {
  /** When it was captured, on the clock that issued the challenge, ms. */
  readonly atMs: number;
  readonly trackId: string;
  /** 68 points of the iBUG 300-W annotation, pixels; of a picture that is not mirrored. */
  readonly landmarks: readonly Point[];
}

/** Longest time between two frames with the face in them. */
const MAX_GAP_MS = 1_000;
/** In spans between the outer corners of the eyes, from one frame to the next. */
const MAX_SHIFT = 1;
const MAX_SIZE_RATIO = 1.4;

export function startChallenge(challenge: LivenessChallenge): ChallengeState {
  return { status: 'issued', challenge, step: 0, progress: startAction(challenge.issuedAtMs) };
}

/** The state at a time without a frame: what runs out does so although no face is there. */
export function challengeAt(state: ChallengeState, nowMs: number): ChallengeState {
  if (state.status !== 'issued') return state;
  const { challenge, last } = state;
  // Written so that a clock that is not a number expires.
  if (!(nowMs < challenge.expiresAtMs)) return { status: 'expired', challenge };
  return last && nowMs - last.atMs > MAX_GAP_MS ? fail(challenge, 'face_lost') : state;
}

/** The state after one more frame. */
export function advanceChallenge(
  state: ChallengeState,
  { atMs, trackId, landmarks }: ChallengeFrame,
): ChallengeState {
  if (state.status !== 'issued' || atMs <= state.challenge.issuedAtMs) return state;
  const { challenge, last } = state;
  if (last && atMs <= last.atMs) return fail(challenge, 'clock_went_back');
  const current = challengeAt(state, atMs);
  if (current.status !== 'issued') return current;
  if (last && last.trackId !== trackId) return fail(challenge, 'track_changed');
  const signs = readSigns(landmarks);
  if (!signs) return fail(challenge, 'landmarks_invalid');
  if (last && isJump(last.signs, signs)) return fail(challenge, 'face_jumped');

  const progress = advanceAction(challenge.actions[current.step]!, current.progress, signs, atMs);
  const seen = { atMs, signs, trackId };
  if (progress.phase === 'wrong') return fail(challenge, 'wrong_action');
  if (progress.phase !== 'done') return { ...current, progress, last: seen };
  const step = current.step + 1;
  if (step === challenge.actions.length) return { status: 'performed', challenge, atMs, trackId };
  return { status: 'issued', challenge, step, progress: startAction(atMs), last: seen };
}

function readSigns(landmarks: readonly Point[]): FaceSigns | undefined {
  try {
    return faceSigns(landmarks);
  } catch (error) {
    if (isBiometricsError(error)) return undefined;
    throw error;
  }
}

function isJump(before: FaceSigns, now: FaceSigns): boolean {
  const shiftPx = Math.hypot(now.centre.x - before.centre.x, now.centre.y - before.centre.y);
  const ratio = now.eyeSpanPx / before.eyeSpanPx;
  // A turning head shows less of its eye span: half of what a change of size may be is lost to that.
  return shiftPx > MAX_SHIFT * before.eyeSpanPx || ratio > MAX_SIZE_RATIO || ratio < 1 / MAX_SIZE_RATIO;
}

function fail(challenge: LivenessChallenge, reason: ChallengeFailure): ChallengeState {
  return { status: 'failed', challenge, reason };
}
