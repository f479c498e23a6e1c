import type { Clock } from '@portero/runtime';

interface AttemptLimitOptions {
  /** Attempts of one key in one window. */
  max: number;
  windowMs: number;
  /** Keys remembered; the oldest is forgotten first. @defaultValue 4096 */
  maxKeys?: number;
}

/** Counts attempts by whoever makes them, in windows that begin with the first. */
export class AttemptLimit {
  readonly #options: Required<AttemptLimitOptions>;
  readonly #clock: Clock;
  readonly #windows = new Map<string, { endsAtMs: number; attempts: number }>();

  constructor(options: AttemptLimitOptions, { clock }: { clock: Clock }) {
    this.#options = { maxKeys: 4096, ...options };
    this.#clock = clock;
  }

  /** Notes an attempt. @returns whether it is within the limit */
  allows(key: string): boolean {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#windows.get(key);
    if (known && nowMs < known.endsAtMs) return ++known.attempts <= this.#options.max;
    this.#windows.delete(key);
    this.#windows.set(key, { endsAtMs: nowMs + this.#options.windowMs, attempts: 1 });
    if (this.#windows.size > this.#options.maxKeys) this.#windows.delete(this.#windows.keys().next().value!);
    return true;
  }
}
