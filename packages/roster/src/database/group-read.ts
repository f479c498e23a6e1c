import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Settled } from '../audit/group-commit.ts';

interface Waiting<Question, Answer> {
  readonly question: Question;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export interface GroupReadOptions {
  /** Questions at most in one read. */
  maxQuestions: number;
  /** A read that takes longer is not waited for by those who asked after it began. */
  overdueMs: number;
}

/**
 * Reads many things in one go: whatever is asked while a read is under way shares the next one, and one that is alone
 * waits for nobody.
 *
 * Invariant: a question is only ever answered from a read that began after it was asked.
 */
export class GroupRead<Question, Answer> {
  readonly #options: GroupReadOptions;
  readonly #read: (questions: readonly Question[]) => Promise<readonly Settled<Answer>[]>;
  #waiting: Waiting<Question, Answer>[] = [];
  #draining = false;

  /** @param read gives one answer for each question, in their order; its rejection is everybody's */
  constructor(
    options: GroupReadOptions,
    read: (questions: readonly Question[]) => Promise<readonly Settled<Answer>[]>,
  ) {
    this.#options = options;
    this.#read = read;
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      if (this.#draining) return;
      this.#draining = true;
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Those that ask in the same turn of the event loop go together.
      await nextTurn();
      const overdue = new AbortController();
      const answered = this.#answer(this.#waiting.splice(0, this.#options.maxQuestions));
      await Promise.race([
        answered,
        sleep(this.#options.overdueMs, undefined, { signal: overdue.signal }).catch(() => undefined),
      ]);
      overdue.abort();
    }
    this.#draining = false;
  }

  /** Never rejects. */
  async #answer(group: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const settled = await this.#read(group.map(({ question }) => question));
      group.forEach(({ resolve, reject }, index) => {
        const result = settled[index]!;
        if ('error' in result) reject(result.error);
        else resolve(result.outcome);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
