import { createRequire } from 'node:module';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { WorkerStart } from './worker-messages.ts';

/** Starts a thread that speaks the protocol of `worker-messages.ts`. */
export type StartWorker = (start: WorkerStart) => Worker;

/** The compiled worker, wherever the caller itself was loaded from: a thread cannot run TypeScript. */
export function startCompiledWorker(start: WorkerStart): Worker {
  const entry = createRequire(import.meta.url).resolve('@portero/encoder/worker');
  // What native libraries read is the environment of the process, of which a thread has only a copy otherwise.
  return new Worker(entry, { workerData: start, name: 'portero-encoder', env: SHARE_ENV });
}
