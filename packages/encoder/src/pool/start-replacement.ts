import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelayMs, errorMessage, type Logger } from '@portero/runtime';
import type { SupervisedWorker } from './supervised-worker.ts';

export interface ReplacementOptions {
  /** Aborted when the pool stops: no worker is wanted any more. */
  readonly signal: AbortSignal;
  /** Called for each worker that did not get ready, before the next is tried. */
  readonly onFailedStart: (error: unknown) => void;
}

export interface ReplacementDeps {
  readonly logger: Logger;
  readonly spawn: () => SupervisedWorker;
}

/**
 * Starts workers until one is ready, waiting longer after each that is not.
 * @returns undefined, and every thread has ended, when the signal was aborted
 */
export async function startReplacement(
  { signal, onFailedStart }: ReplacementOptions,
  { logger, spawn }: ReplacementDeps,
): Promise<SupervisedWorker | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    logger.warn({ attempt }, 'an encoder worker is gone, starting another');
    const worker = spawn();
    const stop = () => void worker.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await worker.ready;
      if (!signal.aborted) return worker;
      await worker.stop();
    } catch (error) {
      await worker.stop();
      if (signal.aborted) return undefined;
      logger.error({ reason: errorMessage(error) }, 'an encoder worker did not start');
      onFailedStart(error);
      await sleep(backoffDelayMs(attempt, { firstMs: 200 }), undefined, { signal }).catch(() => undefined);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
  return undefined;
}
