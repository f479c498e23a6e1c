import type { DecidedFrames, DecidedPad } from '@portero/roster';

/** Milliseconds that each step of one decision took. `NaN` never appears; a step that did not run is absent. */
export interface StageTimings {
  /** Waiting for a free place. */
  queueMs?: number;
  /** Signature checked, payload parsed. */
  openMs?: number;
  /** Nearest persons found in the gallery, or the card's templates compared. */
  searchMs?: number;
  /** Person, door and grants read from the database, policy applied. */
  decideMs?: number;
  /** The decision's row written. */
  recordMs?: number;
  /** The command signed. */
  signMs?: number;
  /** The command handed to the broker and acknowledged by it. */
  publishMs?: number;
}

const STAGES = ['queue', 'open', 'search', 'decide', 'record', 'sign', 'publish'] as const;

/** The steps that ran, each with its time in milliseconds. */
export function stagesOf(timings: StageTimings): [stage: string, ms: number][] {
  return STAGES.flatMap((stage): [string, number][] => {
    const ms = timings[`${stage}Ms`];
    return ms === undefined ? [] : [[stage, ms]];
  });
}

/** What the coordinator tells its listeners about each decision, after the command is published. Opaque ids only. */
export interface DecisionEvent {
  decisionId: string;
  /** Also the correlation id, from camera to lock. */
  requestId: string;
  /** `site/building/edge/door` */
  door: string;
  mode: 'identify' | 'verify';
  action: 'unlock' | 'deny';
  reason: string;
  personId?: string | undefined;
  distanceL2?: number | undefined;
  secondDistanceL2?: number | undefined;
  thresholdL2?: number | undefined;
  /** What each picture showed by itself. */
  frames?: DecidedFrames | undefined;
  /** What the door demanded against presentation attacks, and what was found. */
  pad?: DecidedPad | undefined;
  modelId: string;
  /** Of the best picture. */
  quality: number;
  /** Of the newest picture. */
  capturedAt: number;
  decidedAt: number;
  /** Whether this was an earlier decision sent again. */
  replayed: boolean;
  /** Whether its row was written before the command; `false` only for denials while the database was away. */
  recorded: boolean;
  timings: StageTimings;
}
