import type { Clock } from '@portero/runtime';
import type { StageTimings } from '../events.ts';
import type { AttemptInput } from './attempt-input.ts';

type Stage = 'signMs' | 'answerMs' | 'actuateMs';

/** Measures one attempt from the capture of its newest picture on, stage after stage; and how long collecting took. */
export class AttemptTimer {
  readonly #clock: Clock;
  readonly #capturedMs: number;
  #timings: StageTimings;
  #stageStartMs: number;

  constructor({ faces }: AttemptInput, clock: Clock) {
    const { capturedMonotonicMs, timings } = faces.at(-1)!.seenIn;
    const collectMs = capturedMonotonicMs - faces[0].seenIn.capturedMonotonicMs;
    const { queueMs, decodeMs, detectMs, landmarksMs, alignMs, encodeMs } = timings;
    this.#clock = clock;
    this.#capturedMs = capturedMonotonicMs;
    this.#stageStartMs = clock.monotonicMs();
    this.#timings = { collectMs, queueMs, decodeMs, detectMs, landmarksMs, alignMs, encodeMs, totalMs: 0 };
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
