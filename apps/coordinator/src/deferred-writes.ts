import { errorMessage, type Logger } from '@portero/runtime';

/** Writes one record. */
export type Write = () => Promise<void>;

export interface DeferredWritesOptions {
  /** Whether to keep the write after this error; otherwise it is dropped with a log line. */
  isRetryable(error: unknown): boolean;
  /** @defaultValue 10000 */
  maxWrites?: number;
  /** Pause after a failed attempt. @defaultValue 1000 */
  retryMs?: number;
}

/**
 * Records that nobody waits for, and those that could not be written when they were made: written in order as soon
 * as the database answers.
 *
 * States: idle (empty) → draining (one write at a time) → pausing (the last write failed) → draining … → idle.
 * Invariants: a write leaves the queue only when it was done, when its error is not worth a retry, or when the
 * queue is full and it is the oldest; one drain runs at a time; nothing is ever thrown at the caller.
 */
export class DeferredWrites {
  readonly #options: Required<DeferredWritesOptions>;
  readonly #logger: Logger;
  readonly #writes: Write[] = [];
  #draining: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #stopped = false;
  #dropped = 0;

  constructor(options: DeferredWritesOptions, { logger }: { logger: Logger }) {
    this.#options = { maxWrites: 10_000, retryMs: 1000, ...options };
    this.#logger = logger;
  }

  get size(): number {
    return this.#writes.length;
  }

  /** Given up since start. */
  get dropped(): number {
    return this.#dropped;
  }

  add(write: Write): void {
    if (this.#writes.length >= this.#options.maxWrites) this.#drop('the queue is full');
    this.#writes.push(write);
    this.#startDraining();
  }

  /** Tries what is left once more, then gives up: the process must be able to end while the database is away. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#draining;
    if (this.#writes.length > 0) {
      this.#logger.error(
        { lost: this.#writes.length },
        'records lost: the database stayed away until the end',
      );
    }
  }

  #startDraining(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
      // One added after the loop saw an empty queue and before this line.
      if (this.#writes.length > 0 && !this.#stopped) this.#startDraining();
    });
  }

  async #drain(): Promise<void> {
    while (this.#writes.length > 0) {
      const lastTry = this.#stopped;
      const write = this.#writes[0]!;
      try {
        await write();
        if (this.#writes[0] === write) this.#writes.shift();
      } catch (error) {
        if (!this.#options.isRetryable(error)) {
          if (this.#writes[0] === write) this.#drop(errorMessage(error));
        } else if (lastTry) return;
        else await this.#pause();
      }
    }
  }

  #drop(reason: string): void {
    this.#writes.shift();
    this.#dropped++;
    this.#logger.error({ reason, dropped: this.#dropped }, 'a record was given up');
  }

  #pause(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.retryMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
