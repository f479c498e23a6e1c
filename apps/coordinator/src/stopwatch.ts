import type { Clock } from '@portero/runtime';

/** Milliseconds since the last look, for the steps of one decision. */
export class Stopwatch {
  readonly #clock: Clock;
  #lastMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastMs = clock.monotonicMs();
  }

  lapMs(): number {
    const nowMs = this.#clock.monotonicMs();
    const lapMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    return lapMs;
  }
}
