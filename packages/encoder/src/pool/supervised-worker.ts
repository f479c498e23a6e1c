import type { Worker } from 'node:worker_threads';
import type { FrameAnalysis } from '../analysis/frame-analysis.ts';
import { EncoderError } from '../encoder-error.ts';
import type { EngineReport } from '../engines/engine-report.ts';
import { deferred } from './deferred.ts';
import { fromPlainError, type WorkerAnswer, type WorkerRequest } from './worker-messages.ts';

/** How long a worker may take to finish by itself once it was told to stop. */
const STOP_PATIENCE_MS = 2000;

/** Settles once: with the analysis of the frame that the worker has, or with why there is none. */
interface Running {
  resolve(analysis: FrameAnalysis): void;
  reject(error: EncoderError): void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One worker thread and the frame in it.
 *
 * States: starting → idle ⇄ running → gone. It never comes back from gone: the pool starts another one. A frame that
 * runs when the worker goes rejects with WORKER_CRASHED, so that no caller waits for ever.
 */
export class SupervisedWorker {
  /** When the worker has loaded and warmed up. Rejects when it cannot, or goes before. */
  readonly ready: Promise<EngineReport>;
  /** When the thread has ended, for whatever reason. Never rejects. */
  readonly gone: Promise<void>;
  readonly #worker: Worker;
  readonly #frameTimeoutMs: number;
  #running: Running | undefined;
  #failure: EncoderError | undefined;
  #isGone = false;

  constructor({ frameTimeoutMs }: { frameTimeoutMs: number }, { worker }: { worker: Worker }) {
    this.#worker = worker;
    this.#frameTimeoutMs = frameTimeoutMs;
    const starting = deferred<EngineReport>();
    const ended = deferred<void>();
    this.ready = starting.promise;
    this.gone = ended.promise;
    worker.on('message', (answer: WorkerAnswer) => {
      if (answer.kind === 'ready') starting.resolve(answer.engine);
      else if (answer.kind === 'unfit') starting.reject(fromPlainError(answer.error));
      else this.#finish(answer);
    });
    worker.on('error', (cause) => {
      this.#failure = crashed('died of an error', cause);
    });
    worker.on('exit', (exitCode) => {
      const failure = this.#failure ?? crashed(`ended with the exit code ${exitCode}`, undefined);
      // Before the frame is rejected: whoever hears of that must not give the next one to this worker.
      this.#isGone = true;
      starting.reject(failure);
      this.#take()?.reject(failure);
      ended.resolve();
    });
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Whether it can take a frame, once it was ready. */
  get isIdle(): boolean {
    return !this.#isGone && !this.isBusy;
  }

  /** Gives the worker its next frame. Only when it is ready and idle. */
  run(request: WorkerRequest & { kind: 'analyse' }, transfer: ArrayBuffer[]): Promise<FrameAnalysis> {
    const { promise, resolve, reject } = deferred<FrameAnalysis>();
    const timer = setTimeout(() => void this.#giveUp(), this.#frameTimeoutMs);
    this.#running = { resolve, reject, timer };
    this.#worker.postMessage(request, transfer);
    return promise;
  }

  /** Lets the thread end by itself, or ends it. Idempotent. */
  async stop(): Promise<void> {
    const patience = setTimeout(() => void this.#worker.terminate(), this.isBusy ? 0 : STOP_PATIENCE_MS);
    this.#worker.postMessage({ kind: 'stop' } satisfies WorkerRequest);
    await this.gone;
    clearTimeout(patience);
  }

  async #giveUp(): Promise<void> {
    this.#failure = crashed(`did not finish within ${this.#frameTimeoutMs} ms`, undefined);
    await this.#worker.terminate();
  }

  #finish(answer: WorkerAnswer & { kind: 'done' | 'failed' }): void {
    const running = this.#take();
    if (answer.kind === 'done') running?.resolve(answer.analysis);
    else running?.reject(fromPlainError(answer.error));
  }

  #take(): Running | undefined {
    const running = this.#running;
    this.#running = undefined;
    clearTimeout(running?.timer);
    return running;
  }
}

function crashed(what: string, cause: unknown): EncoderError {
  return new EncoderError(
    'WORKER_CRASHED',
    `The encoder worker ${what}. Only its frame is lost; try it again.`,
    {
      cause,
    },
  );
}
