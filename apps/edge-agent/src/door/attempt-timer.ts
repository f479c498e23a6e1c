import type { Clock } from '@portero/runtime';
import type { StageTimings } from '../events.ts';
import type { SeenIn } from './attempt-input.ts';

type Stage = 'signMs' | 'answerMs' | 'actuateMs';

/** Measures one attempt from the capture of its frame on, stage after stage. */
export class AttemptTimer {
  readonly #clock: Clock;
  readonly #capturedMs: number;
  #timings: StageTimings;
  #stageStartMs: number;

  constructor({ capturedMonotonicMs, timings }: SeenIn, clock: Clock) {
    const { queueMs, decodeMs, detectMs, landmarksMs, alignMs, encodeMs } = timings;
    this.#clock = clock;
    this.#capturedMs = capturedMonotonicMs;
    this.#stageStartMs = clock.monotonicMs();
    this.#timings = { queueMs, decodeMs, detectMs, landmarksMs, alignMs, encodeMs, totalMs: 0 };
  }

  /** Ends a stage; the next one starts here. @returns the timings so far */
  end(stage: Stage): StageTimings {
    const nowMs = this.#clock.monotonicMs();
    this.#timings = { ...this.#timings, [stage]: nowMs - this.#stageStartMs };
    this.#stageStartMs = nowMs;
    return this.read();
  }

  read(): StageTimings {
    return { ...this.#timings, totalMs: this.#clock.monotonicMs() - this.#capturedMs };
  }
}
