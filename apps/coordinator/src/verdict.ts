import type { Evidence as PolicyEvidence } from '@portero/access';
import type { DecidedFrames, DecidedPad, DecisionBasis, DecisionRow, NewDecision } from '@portero/roster';
import { type StageTimings, stagesOf } from './decision-event.ts';

/** What every decision keeps of the observation that it answers. */
export interface Question {
  readonly requestId: string;
  /** The challenge of the door, echoed so that only the one who asked believes the answer. */
  readonly nonce: string;
  readonly bootId: string;
  readonly seq: number;
  /** `site/building/edge/door` */
  readonly door: string;
  readonly mode: 'identify' | 'verify';
  readonly modelId: string;
  /** Of the best picture. */
  readonly quality: number;
  /** When each picture was taken, in that order. */
  readonly capturedAt: readonly number[];
}

/** The part of the policy's evidence that the record has columns for. */
export type Evidence = {
  readonly [Name in 'distanceL2' | 'secondDistanceL2' | 'thresholdL2' | 'marginL2']?:
    | PolicyEvidence[Name]
    | undefined;
} & { readonly frames?: DecidedFrames | undefined; readonly pad?: DecidedPad | undefined };

export function evidenceOf(
  { distanceL2, secondDistanceL2, thresholdL2, marginL2, frames, pad }: PolicyEvidence,
  { capturedAt }: Pick<Question, 'capturedAt'>,
): Evidence {
  const seen = frames?.seen.map((frame, index) => ({ capturedAt: capturedAt[index]!, ...frame })) ?? [];
  return {
    ...{ distanceL2, secondDistanceL2, thresholdL2, marginL2, pad },
    frames: frames && { agreeing: frames.agreeing, demanded: frames.demanded, seen },
  };
}

export type Outcome =
  | {
      readonly action: 'unlock';
      readonly reason: string;
      readonly personId: string;
      readonly pulseMs: number;
    }
  | { readonly action: 'deny'; readonly reason: string; readonly personId?: string | undefined };

/** One decision: the question, the outcome, why. Made once; sent as often as the question is repeated. */
export interface Verdict {
  readonly decisionId: string;
  readonly question: Question;
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  /** For the audit log; absent where nothing was compared. */
  readonly basis?: DecisionBasis | undefined;
  readonly policyVersion: string;
  readonly decidedAt: number;
  /** As the roster knows the door; absent when it does not, or was not asked. */
  readonly doorId?: string | undefined;
  /** Whether the row stands in the database. An unlock is not sent without it. */
  readonly recorded: boolean;
  readonly timings: StageTimings;
}

export function newDecisionOf(verdict: Verdict): NewDecision {
  const { question, outcome, evidence } = verdict;
  return {
    id: verdict.decisionId,
    requestId: question.requestId,
    door: question.door,
    doorId: verdict.doorId,
    bootId: question.bootId,
    seq: question.seq,
    mode: question.mode,
    personId: outcome.personId,
    action: outcome.action,
    reason: outcome.reason,
    ...evidence,
    modelId: question.modelId,
    policyVersion: verdict.policyVersion,
    quality: question.quality,
    capturedAt: new Date(question.capturedAt.at(-1)!),
    decidedAt: new Date(verdict.decidedAt),
    latency: latencyOf(verdict.timings),
    basis: verdict.basis,
  };
}

/** The decision that stands in the database for this question, made by another coordinator or before a restart. */
export function verdictFromRow(
  row: DecisionRow,
  { question, pulseMs, timings }: { question: Question; pulseMs: number | undefined; timings: StageTimings },
): Verdict {
  return {
    decisionId: row.id,
    question,
    outcome:
      row.action === 'unlock' && row.personId !== undefined && pulseMs !== undefined
        ? { action: 'unlock', reason: row.reason, personId: row.personId, pulseMs }
        : { action: 'deny', reason: row.reason, personId: row.personId },
    evidence: {
      distanceL2: row.distanceL2,
      secondDistanceL2: row.secondDistanceL2,
      thresholdL2: row.thresholdL2,
      marginL2: row.marginL2,
      frames: row.frames,
      pad: row.pad,
    },
    policyVersion: row.policyVersion,
    decidedAt: row.decidedAt.getTime(),
    doorId: row.doorId,
    recorded: true,
    timings,
  };
}

/** `{ openMs: 0.2 }` → `{ open: 0.2 }`, to a hundredth of a millisecond. */
function latencyOf(timings: StageTimings): Record<string, number> {
  return Object.fromEntries(stagesOf(timings).map(([stage, ms]) => [stage, Math.round(ms * 100) / 100]));
}
