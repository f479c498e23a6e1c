import type { ChallengeOutcome, PromptCode } from '@portero/access';
import type { Box, ChallengeFailure } from '@portero/biometrics';

export type AttemptMode = 'identify' | 'verify';

/**
 * Milliseconds by stage. Stages that did not happen are absent; `totalMs` runs from the capture of the newest picture to
 * the last one.
 */
export interface StageTimings {
  /** From the oldest picture of the attempt to its newest; not in `totalMs`. */
  readonly collectMs?: number;
  readonly queueMs?: number;
  readonly decodeMs?: number;
  readonly detectMs?: number;
  readonly landmarksMs?: number;
  readonly alignMs?: number;
  readonly encodeMs?: number;
  readonly signMs?: number;
  /** From publishing the observation to holding a verified command. */
  readonly answerMs?: number;
  readonly actuateMs?: number;
  readonly totalMs: number;
}

/** Which face, of which picture, at which door. Of several pictures, the best. */
export interface AttemptSubject {
  /** Correlation id: the same in the observation, the decision, the audit row, the ack and every log line. */
  readonly requestId: string;
  /** `site/building/edge/door` */
  readonly door: string;
  readonly mode: AttemptMode;
  readonly trackId?: string;
  readonly frame: { readonly index: number; readonly label?: string };
  /** Pixels of the frame. */
  readonly box: Box;
  /** 0 to 1 */
  readonly quality: number;
  /** How many pictures of the person were sent. */
  readonly pictures: number;
}

/** An observation was signed and handed to the broker. */
export interface ObservedEvent extends AttemptSubject {
  readonly timings: StageTimings;
}

/** A command for this attempt arrived and was verified. */
export interface AnsweredEvent extends AttemptSubject {
  readonly action: 'unlock' | 'deny';
  readonly reason: string;
  /** What the door shows, in the agent's language. */
  readonly message: string;
  readonly decisionId: string;
  readonly timings: StageTimings;
}

/** The lock was told to open. */
export interface ActuatedEvent extends AttemptSubject {
  readonly decisionId: string;
  readonly pulseMs: number;
  readonly timings: StageTimings;
}

/** Why the door itself kept shut, whatever the coordinator said or did not say. */
export type EdgeRefusal = 'offline' | 'publish_failed' | 'no_answer' | 'actuator_failed' | 'stopped';

export interface RefusedEvent extends AttemptSubject {
  readonly reason: EdgeRefusal;
  readonly message: string;
  readonly timings: StageTimings;
}

/** How an attempt ended: exactly one for each attempt, after all its other events. */
export interface AttemptReport extends AttemptSubject {
  readonly outcome: 'actuated' | 'denied' | 'refused';
  /** The command's reason, or an `EdgeRefusal`. */
  readonly reason: string;
  readonly message: string;
  readonly decisionId?: string;
  readonly timings: StageTimings;
}

/** A packet on the command topic that the door did not obey. */
export interface CommandRefusedEvent {
  readonly door: string;
  /** A `CommandRefusal` of the protocol, or `unclaimed` for a valid command whose attempt is over. */
  readonly reason: string;
  readonly requestId?: string;
}

/** A picture was looked at. */
export interface FrameEvent {
  readonly door: string;
  readonly index: number;
  readonly label?: string;
  readonly faces: number;
  readonly droppedFrames: number;
  readonly timings: StageTimings;
}

/** A picture could not be looked at (corrupt, too large, encoder busy); the camera goes on. */
export interface FrameSkippedEvent {
  readonly door: string;
  readonly index: number;
  readonly label?: string;
  /** An error code. */
  readonly reason: string;
}

/** What the door asks of the person before it, for a display; without a prompt the display is cleared. */
export interface PromptEvent {
  readonly door: string;
  readonly prompt?: PromptCode;
  /** In the agent's language. */
  readonly message?: string;
}

/** Why a challenge failed: as `biometrics` has it, or a face that is not the one it began with. */
export type FailedChallenge = ChallengeFailure | 'face_changed';

/** A challenge ("turn your head") has ended. One that was broken off, because a card was shown, does not end. */
export interface ChallengedEvent {
  readonly door: string;
  readonly trackId: string;
  readonly outcome: ChallengeOutcome;
  /** Present for one that failed. */
  readonly reason?: FailedChallenge;
  readonly durationMs: number;
}

/** The camera of a door has no more frames, or failed for good. */
export interface SourceEndedEvent {
  readonly door: string;
  readonly frames: number;
  readonly droppedFrames: number;
  readonly error?: Error;
}

export interface EdgeEvents {
  frame: FrameEvent;
  frameSkipped: FrameSkippedEvent;
  observed: ObservedEvent;
  answered: AnsweredEvent;
  actuated: ActuatedEvent;
  refused: RefusedEvent;
  settled: AttemptReport;
  prompt: PromptEvent;
  challenged: ChallengedEvent;
  commandRefused: CommandRefusedEvent;
  lock: { readonly door: string; readonly state: 'locked' | 'unlocked' | 'unknown' };
  connection: { readonly connected: boolean };
  sourceEnded: SourceEndedEvent;
}
