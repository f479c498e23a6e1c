import { errorMessage, type Logger } from '@portero/runtime';
import type { DecisionEvent, StageTimings } from './decision-event.ts';
import type { Verdict } from './verdict.ts';

export type DecisionListener = (event: DecisionEvent) => void;

/** Those who want to hear of each decision. One that throws is logged and changes nothing for doors or others. */
export class DecisionListeners {
  readonly #listeners = new Set<{ call: DecisionListener }>();
  readonly #logger: Logger;

  constructor({ logger }: { logger: Logger }) {
    this.#logger = logger;
  }

  /** @returns ends the calls */
  add(listener: DecisionListener): () => void {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  tell(event: DecisionEvent): void {
    for (const { call } of this.#listeners) {
      try {
        call(event);
      } catch (error) {
        this.#logger.error({ reason: errorMessage(error) }, 'a listener for decisions failed');
      }
    }
  }
}

export function decisionEventOf(verdict: Verdict, replayed: boolean, timings: StageTimings): DecisionEvent {
  const { question, outcome, evidence } = verdict;
  const { requestId, door, mode, modelId, quality, capturedAt } = question;
  return {
    decisionId: verdict.decisionId,
    requestId,
    door,
    mode,
    action: outcome.action,
    reason: outcome.reason,
    personId: outcome.personId,
    distanceL2: evidence.distanceL2,
    secondDistanceL2: evidence.secondDistanceL2,
    thresholdL2: evidence.thresholdL2,
    frames: evidence.frames,
    pad: evidence.pad,
    modelId,
    quality,
    capturedAt: capturedAt.at(-1)!,
    decidedAt: verdict.decidedAt,
    replayed,
    recorded: verdict.recorded,
    timings,
  };
}
