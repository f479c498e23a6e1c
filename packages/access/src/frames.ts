import type { Candidate, IdentifyMatch, VerifyMatch } from './decision-input.ts';
import { recognise } from './recognise.ts';
import type { Thresholds } from './thresholds.ts';

/** How many frames (pictures of one person) a door asks for, and how many of them must show the same person. */
export interface FrameDemand {
  /** 1 to `demanded`. */
  readonly agreeing: number;
  /** 1 to 8. */
  readonly demanded: number;
}

/** One picture is enough: all that a folder of unrelated photographs can give. */
export const SINGLE_FRAME: FrameDemand = Object.freeze({ agreeing: 1, demanded: 1 });

export const MAX_FRAMES = 8;

/** One frame by itself: who is nearest to it, or with a card how far its owner is. */
export interface FrameMatch {
  /** 0 to 1 */
  readonly quality: number;
  /** With a card its owner; absent when there is nothing to compare with. */
  readonly nearest?: Candidate | undefined;
  /** The nearest *other* person; never with a card. */
  readonly second?: Candidate | undefined;
}

/** What became of a frame, for the record. Numbers that are not finite are left out. */
export interface FrameEvidence {
  readonly quality?: number;
  /** The nearest person, or the card's owner. */
  readonly personId?: string;
  readonly distanceL2?: number;
  readonly secondDistanceL2?: number;
  /** Whether this frame, alone, shows the person whom all of them show together. */
  readonly agrees: boolean;
}

/** A frame's own place in the judgement. */
export interface JudgedFrame {
  /** Whom the frame is near to by the model's threshold. A frame is heard against others by this, however doubtful. */
  readonly near?: string | undefined;
  /** Whom it shows beyond doubt: of enough quality, by the thresholds in force, with the margin. */
  readonly shows?: string | undefined;
  /** Whether a number of it is none that can be. */
  readonly impossible: boolean;
}

export function isFrameDemand({ agreeing, demanded }: FrameDemand): boolean {
  const whole = Number.isInteger(agreeing) && Number.isInteger(demanded);
  return whole && agreeing >= 1 && agreeing <= demanded && demanded <= MAX_FRAMES;
}

/** The match as if it were that of a single frame. */
export function frameOfMatch(match: IdentifyMatch | VerifyMatch, quality: number): FrameMatch {
  if (match.mode === 'identify') return { quality, nearest: match.nearest, second: match.second };
  const { card, distanceL2 } = match;
  if (card.status !== 'active' || distanceL2 === undefined) return { quality };
  return { quality, nearest: { personId: card.personId, distanceL2 } };
}

/**
 * @param limits.model as the model has them; a door's own, stricter values must not silence a frame that objects
 * @param limits.inForce what a frame must keep in order to agree
 */
export function judgeFrame(
  { quality, nearest, second }: FrameMatch,
  { model, inForce }: { model: Thresholds; inForce: Thresholds },
): JudgedFrame {
  const recognition = recognise({ mode: 'identify', nearest, second }, inForce);
  const shows =
    recognition.recognised && quality >= (inForce.minQuality ?? 0) ? recognition.personId : undefined;
  return {
    near: nearest && nearest.distanceL2 < model.thresholdL2 ? nearest.personId : undefined,
    shows,
    impossible: !recognition.recognised && recognition.reason === 'internal_error',
  };
}

/**
 * Whether the frames speak for one and the same person, and enough of them clearly.
 *
 * Invariants: a frame that is near to somebody else refuses, whatever the others show; a frame that agrees with nobody
 * only does not count. So neither ever makes a door open that had as many frames as it asks for.
 */
export function framesAgreeOn(
  personId: string,
  frames: readonly JudgedFrame[],
  { agreeing }: FrameDemand,
): boolean {
  if (frames.some(({ near }) => near !== undefined && near !== personId)) return false;
  return frames.filter(({ shows }) => shows === personId).length >= agreeing;
}

/** Whether two frames are near to different people, so that nobody should be recognised at all. */
export function framesDisagree(frames: readonly JudgedFrame[]): boolean {
  return new Set(frames.flatMap(({ near }) => near ?? [])).size > 1;
}
