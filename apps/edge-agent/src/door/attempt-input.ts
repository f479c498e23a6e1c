import type { ChallengeOutcome } from '@portero/access';
import type { AnalysisTimings, FaceObservation } from '@portero/encoder';
import type { AttemptMode } from '../events.ts';

/** What a face needs to keep of the frame that it was seen in; the pixels are gone by then. */
export interface SeenIn {
  readonly index: number;
  readonly label?: string;
  readonly capturedAt: number;
  readonly capturedMonotonicMs: number;
  readonly timings: AnalysisTimings;
}

/** A face of a frame, as far as an attempt needs it. */
export type SeenFace = Pick<FaceObservation, 'box' | 'embedding' | 'quality' | 'landmarks' | 'pad'> & {
  readonly seenIn: SeenIn;
};

export interface AttemptInput {
  /** Of one person, one of each picture, oldest first. */
  readonly faces: readonly [SeenFace, ...SeenFace[]];
  readonly trackId?: string;
  /** Makes it a verification. */
  readonly cardToken?: string;
  /** How the challenge ended that these faces, and no others, were seen in. Absent when none was given. */
  readonly challenge?: ChallengeOutcome;
}

export function modeOf({ cardToken }: AttemptInput): AttemptMode {
  return cardToken === undefined ? 'identify' : 'verify';
}

/** Whom the attempt is shown with: the face of the best quality, the newest of equals. */
export function bestOf({ faces }: AttemptInput): SeenFace {
  return faces.reduce((best, face) => (face.quality.score >= best.quality.score ? face : best));
}
