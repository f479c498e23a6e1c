import type { ChallengeAction } from './liveness-challenge.ts';
import { AHEAD_TURN, type FaceSigns, looksAhead } from './liveness-challenge-signs.ts';

/*
 * One action, from a face that looks ahead with open eyes to its end:
 *
 *   settling ──(neutral for 2 frames)──► ready ──(it begins)──► under-way ──(it ends)──► done
 *       ▲                                                           │
 *       └───────(too early, too long, or it came to nothing)────────┘
 *
 * "Ready" is what makes an action: eyes that are shut or a head that is turned from the first frame on, as in a
 * photograph, never began anything.
 */

/** How far one action has come. Times are the door's monotonic clock, ms. */
export interface ActionProgress {
  readonly phase: 'settling' | 'ready' | 'under-way' | 'done' | 'wrong';
  /** From when on it may begin. */
  readonly mayBeginAtMs: number;
  /** Frames in a row that looked neutral, then frames in a row at the far end of a turn. */
  readonly frames: number;
  /** Mean aspect ratio of the open eyes, of the neutral frames. */
  readonly openRatio: number;
  readonly beganAtMs?: number;
}

const NEUTRAL_FRAMES = 2;

/*
 * The shipped landmark network shows three quarters of the turn that a head makes, 0.6 · tan(yaw) (measured, `bench/pad`).
 * A flat photograph turned and tilted by up to 45° at 35 cm or more stays below 0.15: it never begins a turn.
 */
/** About 27° of yaw: a turn. */
const TURNED_TURN = 0.3;
const TURNED_FRAMES = 2;
const LONGEST_TURN_MS = 3_000;

/** Of the person's own open eyes. */
const SHUT_SHARE = 0.6;
const REOPENED_SHARE = 0.85;
/** Smaller eyes than this were not open to begin with. */
const LEAST_OPEN_RATIO = 0.15;
const LONGEST_BLINK_MS = 1_500;

/** Nobody reacts faster; what moves sooner was not an answer. */
const REACTION_MS = 200;

export function startAction(nowMs: number): ActionProgress {
  return { phase: 'settling', mayBeginAtMs: nowMs + REACTION_MS, frames: 0, openRatio: 0 };
}

/** The progress after one more frame. */
export function advanceAction(
  action: ChallengeAction,
  progress: ActionProgress,
  signs: FaceSigns,
  atMs: number,
): ActionProgress {
  const next =
    action === 'blink' ? advanceBlink(progress, signs, atMs) : advanceTurn(action, progress, signs, atMs);
  const early = next.phase === 'under-way' && atMs < next.mayBeginAtMs;
  return early ? settleAgain(progress) : next;
}

function advanceBlink(progress: ActionProgress, signs: FaceSigns, atMs: number): ActionProgress {
  const { phase, openRatio } = progress;
  const ahead = Math.abs(signs.headTurn) < TURNED_TURN;
  if (phase === 'settling') return settle(progress, signs);
  if (!ahead) return settleAgain(progress);
  const shut = signs.eyeAspectRatio <= SHUT_SHARE * openRatio;
  if (phase === 'ready') {
    return shut ? { ...progress, phase: 'under-way', beganAtMs: atMs } : remember(progress, signs);
  }
  if (atMs - progress.beganAtMs! > LONGEST_BLINK_MS) return settleAgain(progress);
  return signs.eyeAspectRatio >= REOPENED_SHARE * openRatio ? { ...progress, phase: 'done' } : progress;
}

function advanceTurn(
  action: 'turn-left' | 'turn-right',
  progress: ActionProgress,
  signs: FaceSigns,
  atMs: number,
): ActionProgress {
  const turn = action === 'turn-left' ? signs.headTurn : -signs.headTurn;
  if (progress.phase === 'settling') return settle(progress, signs);
  // Noise, or a head that sways the other way first, is not yet a wrong answer.
  if (turn <= -TURNED_TURN) return { ...progress, phase: 'wrong' };
  if (progress.phase === 'ready') {
    if (turn < AHEAD_TURN) return progress;
    // A head passes through the angles in between; two photographs shown one after the other do not.
    if (turn >= TURNED_TURN) return settleAgain(progress);
    return { ...progress, phase: 'under-way', beganAtMs: atMs, frames: 0 };
  }
  if (turn < AHEAD_TURN || atMs - progress.beganAtMs! > LONGEST_TURN_MS) return settleAgain(progress);
  const frames = turn >= TURNED_TURN ? progress.frames + 1 : 0;
  return { ...progress, frames, phase: frames >= TURNED_FRAMES ? 'done' : 'under-way' };
}

function settle(progress: ActionProgress, signs: FaceSigns): ActionProgress {
  const neutral = looksAhead(signs) && signs.eyeAspectRatio >= LEAST_OPEN_RATIO;
  if (!neutral) return settleAgain(progress);
  const next = remember(progress, signs);
  return { ...next, phase: next.frames >= NEUTRAL_FRAMES ? 'ready' : 'settling' };
}

/** The mean over neutral frames; a blink's first, half-shut frame is not one of them. */
function remember(progress: ActionProgress, { eyeAspectRatio }: FaceSigns): ActionProgress {
  const { frames, openRatio } = progress;
  if (frames > 0 && eyeAspectRatio < REOPENED_SHARE * openRatio) return progress;
  const mean = (openRatio * frames + eyeAspectRatio) / (frames + 1);
  return { ...progress, frames: frames + 1, openRatio: mean };
}

function settleAgain({ mayBeginAtMs }: ActionProgress): ActionProgress {
  return { phase: 'settling', mayBeginAtMs, frames: 0, openRatio: 0 };
}
