import { errorMessage, type Logger } from '@portero/runtime';

/** Writes one record. */
export type Write = () => Promise<void>;

export interface DeferredWritesOptions {
  /** Whether to keep the write after this error; otherwise it is dropped with a log line. */
  isRetryable(error: unknown): boolean;
  /** @defaultValue 10000 */
  maxWrites?: number;
  /** Writes at most that are under way together, so that they share a transaction. @defaultValue 64 */
  atOnce?: number;
  /** How long the first waits for others to share its transaction, which takes four round trips. @defaultValue 100 */
  gatherMs?: number;
  /** Pause after a failed attempt. @defaultValue 1000 */
  retryMs?: number;
}

interface Deferred {
  readonly about: string;
  readonly write: Write;
}

/**
 * Records that nobody waits for, and those that could not be written when they were made: written as soon as the
 * database answers, those of one request in their order.
 *
 * States: idle (empty) → gathering (the first waits for others) → draining (some writes at a time) → pausing (one of them failed) → draining … → idle.
 * Invariants: a write leaves the queue only when it was done, when its error is not worth a retry, or when the
 * queue is full and it is the oldest; two about one request are never under way together; one drain runs at a time;
 * nothing is ever thrown at the caller.
 */
export class DeferredWrites {
  readonly #options: Required<DeferredWritesOptions>;
  readonly #logger: Logger;
  #writes: Deferred[] = [];
  #draining: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #stopped = false;
  #dropped = 0;

  constructor(options: DeferredWritesOptions, { logger }: { logger: Logger }) {
    this.#options = { maxWrites: 10_000, retryMs: 1000, atOnce: 64, gatherMs: 100, ...options };
    this.#logger = logger;
  }

  get size(): number {
    return this.#writes.length;
  }

  /** Given up since start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @param about the request, before whose earlier writes this one must not come */
  add(about: string, write: Write): void {
    if (this.#writes.length >= this.#options.maxWrites) {
      this.#writes.shift();
      this.#noteDropped('the queue is full');
    }
    this.#writes.push({ about, write });
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
    await this.#pause(this.#options.gatherMs);
    while (this.#writes.length > 0) {
      const lastTry = this.#stopped;
      const group = this.#next();
      const results = await Promise.allSettled(group.map(({ write }) => write()));
      const done = new Set<Deferred>();
      for (const [index, result] of results.entries()) {
        const isDone = result.status === 'fulfilled';
        if (!isDone && this.#options.isRetryable(result.reason)) continue;
        if (!isDone) this.#noteDropped(errorMessage(result.reason));
        done.add(group[index]!);
      }
      this.#writes = this.#writes.filter((deferred) => !done.has(deferred));
      if (done.size === group.length) continue;
      if (lastTry) return;
      await this.#pause(this.#options.retryMs);
    }
  }

  /** Those in front, up to the first about a request that is among them already. */
  #next(): Deferred[] {
    const requests = new Set<string>();
    const group: Deferred[] = [];
    for (const deferred of this.#writes) {
      if (group.length === this.#options.atOnce || requests.has(deferred.about)) break;
      requests.add(deferred.about);
      group.push(deferred);
    }
    return group;
  }

  #noteDropped(reason: string): void {
    this.#dropped++;
    this.#logger.error({ reason, dropped: this.#dropped }, 'a record was given up');
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
