import type { Clock } from '@portero/runtime';

export interface AnsweredRequestsOptions {
  /** How long an answer is kept. @defaultValue 60000 */
  keepMs?: number;
  /** Answers kept; the oldest goes first. @defaultValue 8192 */
  maxEntries?: number;
}

interface Entry<Answer> {
  answer: Promise<Answer>;
  since: number;
}

/**
 * The answers of the last minute by request, so that a redelivered or replayed observation gets the same decision.
 *
 * Invariants: `produce` runs once per key while its entry is kept, also when the second request comes before the
 * first is answered; a producer that failed is forgotten; memory is bounded by count and by age. What was forgotten
 * here is still caught by the unique request id in the database.
 */
export class AnsweredRequests<Answer> {
  readonly #entries = new Map<string, Entry<Answer>>();
  readonly #keepMs: number;
  readonly #maxEntries: number;
  readonly #clock: Clock;

  constructor({ keepMs = 60_000, maxEntries = 8192 }: AnsweredRequestsOptions, { clock }: { clock: Clock }) {
    this.#keepMs = keepMs;
    this.#maxEntries = maxEntries;
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.size;
  }

  async answer(key: string, produce: () => Promise<Answer>): Promise<{ answer: Answer; replayed: boolean }> {
    this.#forgetOld();
    const earlier = this.#entries.get(key);
    if (earlier) return { answer: await earlier.answer, replayed: true };
    const entry = { answer: produce(), since: this.#clock.monotonicMs() };
    this.#entries.set(key, entry);
    try {
      return { answer: await entry.answer, replayed: false };
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  /** Entries are in order of arrival, so the old ones stand in front. */
  #forgetOld(): void {
    const oldestKept = this.#clock.monotonicMs() - this.#keepMs;
    for (const [key, entry] of this.#entries) {
      if (entry.since >= oldestKept && this.#entries.size < this.#maxEntries) return;
      this.#entries.delete(key);
    }
  }
}
