import type { Clock, Logger } from '@portero/runtime';
import type { CoordinatorMetrics } from './metrics.ts';

export interface ShedNoticeDeps {
  metrics: Pick<CoordinatorMetrics, 'shed'>;
  logger: Logger;
  clock: Pick<Clock, 'monotonicMs'>;
}

const EVERY_MS = 1_000;

/** Counts every observation that is shed, and says so in the log once a second: a line for each would be load itself. */
export class ShedNotice {
  readonly #deps: ShedNoticeDeps;
  #since = 0;
  #saidAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: ShedNoticeDeps) {
    this.#deps = deps;
  }

  shed(cause: 'full' | 'expired'): void {
    const { metrics, logger, clock } = this.#deps;
    metrics.shed.inc({ cause });
    this.#since++;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#saidAtMs < EVERY_MS) return;
    logger.warn({ shed: this.#since, cause }, 'observations are shed: more come than can be decided');
    this.#saidAtMs = nowMs;
    this.#since = 0;
  }
}
