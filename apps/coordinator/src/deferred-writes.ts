import { errorMessage, type Logger } from '@portero/runtime';

export interface DeferredWritesOptions<Item> {
  write(item: Item): Promise<void>;
  /** Whether to keep the item after this error; otherwise it is dropped with a log line. */
  isRetryable(error: unknown): boolean;
  /** @defaultValue 10000 */
  maxItems?: number;
  /** Pause after a failed attempt. @defaultValue 1000 */
  retryMs?: number;
}

/**
 * Records that could not be written when they were made, written in order as soon as the database answers.
 *
 * States: idle (empty) → draining (one write at a time) → pausing (the last write failed) → draining … → idle.
 * Invariants: an item leaves the queue only when it was written, when its error is not worth a retry, or when the
 * queue is full and it is the oldest; one drain runs at a time; nothing is ever thrown at the caller.
 */
export class DeferredWrites<Item> {
  readonly #options: Required<DeferredWritesOptions<Item>>;
  readonly #logger: Logger;
  readonly #items: Item[] = [];
  #draining: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #stopped = false;
  #dropped = 0;

  constructor(options: DeferredWritesOptions<Item>, { logger }: { logger: Logger }) {
    this.#options = { maxItems: 10_000, retryMs: 1000, ...options };
    this.#logger = logger;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Items given up since start. */
  get dropped(): number {
    return this.#dropped;
  }

  add(item: Item): void {
    if (this.#items.length >= this.#options.maxItems) this.#drop('the queue is full');
    this.#items.push(item);
    this.#startDraining();
  }

  /** Tries what is left once more, then gives up: the process must be able to end while the database is away. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#draining;
    if (this.#items.length > 0) {
      this.#logger.error(
        { lost: this.#items.length },
        'records lost: the database stayed away until the end',
      );
    }
  }

  #startDraining(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
      // One added after the loop saw an empty queue and before this line.
      if (this.#items.length > 0 && !this.#stopped) this.#startDraining();
    });
  }

  async #drain(): Promise<void> {
    while (this.#items.length > 0) {
      const lastTry = this.#stopped;
      const item = this.#items[0]!;
      try {
        await this.#options.write(item);
        if (this.#items[0] === item) this.#items.shift();
      } catch (error) {
        if (!this.#options.isRetryable(error)) {
          if (this.#items[0] === item) this.#drop(errorMessage(error));
        } else if (lastTry) return;
        else await this.#pause();
      }
    }
  }

  #drop(reason: string): void {
    this.#items.shift();
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
