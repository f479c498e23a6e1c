import type { Clock } from '@portero/runtime';

/** A clock that stands still until a test moves it. Wall and monotonic time can be moved apart. */
export class ManualClock implements Clock {
  #wallMs: number;
  #monotonicMs: number;

  /** @param startMs wall clock at the start, milliseconds since the Unix epoch. @defaultValue 2026-01-05T09:00:00Z */
  constructor(startMs: number = Date.UTC(2026, 0, 5, 9)) {
    this.#wallMs = startMs;
    this.#monotonicMs = 1_000;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Time passes: both clocks go on by `ms` (at least 0). */
  advance(ms: number): void {
    this.#wallMs += ms;
    this.#monotonicMs += ms;
  }

  /** Somebody sets the wall clock; no time passes. */
  setWallClock(ms: number): void {
    this.#wallMs = ms;
  }
}
