import type { Clock } from '@portero/runtime';

export interface AdmissionOptions {
  maxConcurrent: number;
  maxQueued: number;
  /** One that waited longer than this is shed instead of started. */
  maxWaitMs: number;
}

export type Admitted<T> = { admitted: true; value: T } | { admitted: false; cause: 'full' | 'expired' };

interface Waiting {
  since: number;
  start(): void;
  shed(): void;
}

/**
 * Lets a bounded number of tasks run at once and a bounded number wait, first come first served.
 *
 * Invariants: at most `maxConcurrent` tasks run; at most `maxQueued` wait; a task that waited longer than
 * `maxWaitMs` never starts, because nobody listens for its answer any more; a freed place is taken by the next
 * that is still worth starting.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(options: AdmissionOptions, { clock }: { clock: Clock }) {
    this.#options = options;
    this.#clock = clock;
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  /** @param task receives how long it waited. Its rejection is passed on. */
  async run<T>(task: (queueMs: number) => Promise<T>): Promise<Admitted<T>> {
    const since = this.#clock.monotonicMs();
    if (this.#running >= this.#options.maxConcurrent) {
      this.#shedExpired();
      if (this.#waiting.length >= this.#options.maxQueued) return { admitted: false, cause: 'full' };
      const started = await new Promise<boolean>((resolve) => {
        this.#waiting.push({ since, start: () => resolve(true), shed: () => resolve(false) });
      });
      if (!started) return { admitted: false, cause: 'expired' };
    } else {
      this.#running++;
    }
    try {
      return { admitted: true, value: await task(this.#clock.monotonicMs() - since) };
    } finally {
      this.#release();
    }
  }

  /** The place passes to the next waiting task without being given up in between. */
  #release(): void {
    this.#shedExpired();
    const next = this.#waiting.shift();
    if (next) next.start();
    else this.#running--;
  }

  #shedExpired(): void {
    const oldestAllowed = this.#clock.monotonicMs() - this.#options.maxWaitMs;
    while (this.#waiting[0] && this.#waiting[0].since < oldestAllowed) this.#waiting.shift()!.shed();
  }
}
