import type { Decision } from '@portero/access';
import type { Observation } from '@portero/protocol';
import { type Clock, newId } from '@portero/runtime';
import type { StageTimings } from './decision-event.ts';
import type { MadeDecision } from './decision-maker.ts';
import { evidenceOf, type Question, type Verdict } from './verdict.ts';

/** What is known of a decision besides itself. */
export interface VerdictBasis {
  doorId?: string | undefined;
  basisOf?: MadeDecision['basisOf'] | undefined;
  timings: StageTimings;
}

/** What every decision keeps of an observation. */
export function questionOf(observation: Observation): Question {
  const { requestId, nonce, bootId, seq, door, mode, modelId, frames } = observation;
  const quality = Math.max(...frames.map((frame) => frame.quality));
  const capturedAt = frames.map((frame) => frame.capturedAt);
  return { requestId, nonce, bootId, seq, door, mode, modelId, quality, capturedAt };
}

/** A decision under an id of its own, not recorded yet. */
export function verdictOf(
  question: Question,
  decision: Decision,
  { doorId, basisOf, timings }: VerdictBasis,
  clock: Pick<Clock, 'now'>,
): Verdict {
  return {
    decisionId: newId(clock.now()),
    question,
    outcome: decision,
    evidence: evidenceOf(decision.evidence, question),
    basis: basisOf?.(decision),
    policyVersion: decision.policyVersion,
    decidedAt: clock.now(),
    doorId,
    recorded: false,
    timings,
  };
}
