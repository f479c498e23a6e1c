import type { DecisionEvent } from '@portero/coordinator';

/** The coordinator tells of a decision after its command is out, so the door may be quicker. */
const DECISION_WAIT_MS = 2000;

/** Far more than can be under way at a time; a process that runs for months must not keep them all. */
const KEPT = 1000;

/** The latest decisions by request id, and the wait for one that is about to come. */
export class DecisionNotes {
  readonly latest = new Map<string, DecisionEvent>();
  readonly #waiting = new Map<string, () => void>();

  add(decision: DecisionEvent): void {
    this.latest.set(decision.requestId, decision);
    for (const requestId of this.latest.keys()) {
      if (this.latest.size <= KEPT) break;
      this.latest.delete(requestId);
    }
    this.#waiting.get(decision.requestId)?.();
    this.#waiting.delete(decision.requestId);
  }

  async arrived(requestId: string): Promise<void> {
    if (this.latest.has(requestId)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, DECISION_WAIT_MS);
      this.#waiting.set(requestId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
