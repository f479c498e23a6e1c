import { backoffDelayMs, errorMessage, type Logger } from '@portero/runtime';
import type { RosterChange } from './roster-change.ts';

export interface FollowerOptions {
  afterSeq: number;
  batchSize: number;
  read: (afterSeq: number, limit: number) => Promise<RosterChange[]>;
  onChanges: (changes: readonly RosterChange[]) => void | Promise<void>;
}

/**
 * Reads the outbox to its end each time it is woken, one batch after the other.
 *
 * Invariants: one reading at a time; the position moves only past a batch that its handler has taken, so that a
 * failure of the reading or of the handler repeats the batch; a wake-up during a reading causes another reading.
 */
export class ChangeFollower {
  readonly #options: FollowerOptions;
  readonly #logger: Logger;
  #seq: number;
  #woken = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;

  constructor(options: FollowerOptions, { logger }: { logger: Logger }) {
    this.#options = options;
    this.#seq = options.afterSeq;
    this.#logger = logger;
  }

  wake(): void {
    this.#woken = true;
    clearTimeout(this.#timer);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#woken && !this.#stopped && this.#failures === 0) this.wake();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#woken && !this.#stopped) {
      this.#woken = false;
      try {
        await this.#readToEnd();
        this.#failures = 0;
      } catch (error) {
        this.#logger.warn({ reason: errorMessage(error), seq: this.#seq }, 'changes of the roster not taken');
        this.#timer = setTimeout(() => this.wake(), backoffDelayMs(this.#failures++));
        return;
      }
    }
  }

  async #readToEnd(): Promise<void> {
    const { read, onChanges, batchSize } = this.#options;
    while (!this.#stopped) {
      const changes = await read(this.#seq, batchSize);
      const last = changes.at(-1);
      if (!last) return;
      await onChanges(changes);
      this.#seq = last.seq;
      if (changes.length < batchSize) return;
    }
  }
}
