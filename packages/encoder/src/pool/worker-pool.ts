import type { Worker } from 'node:worker_threads';
import type { Logger } from '@portero/runtime';
import type { FrameAnalysis, ImageInput } from '../analysis/frame-analysis.ts';
import { EncoderError } from '../encoder-error.ts';
import type { EngineReport } from '../engines/engine-report.ts';
import type { ModelManifest } from '../zoo/model-manifest.ts';
import { analysisRequest } from './analysis-request.ts';
import { deferred } from './deferred.ts';
import type { AnalyseOptions, EncoderPool, EncoderPoolStats } from './encoder-pool.ts';
import { FrameQueue, type Job } from './frame-queue.ts';
import { copyForTransfer } from './image-transfer.ts';
import { startReplacement } from './start-replacement.ts';
import { SupervisedWorker } from './supervised-worker.ts';

export interface WorkerPoolOptions {
  readonly model: ModelManifest;
  readonly workers: number;
  readonly queueLimit: number;
  readonly frameTimeoutMs: number;
}

export interface WorkerPoolDeps {
  readonly logger: Logger;
  readonly startWorker: () => Worker;
}

/**
 * A queue of frames before a fixed number of places, each of which has a worker or is getting one.
 *
 * Invariants: a frame is in the queue, in one worker, or settled; a worker has one frame at most; a worker that goes
 * is replaced until the pool stops, and takes only its own frame with it; after `stop` nothing is accepted, and
 * every frame has settled when it resolves.
 */
export class WorkerPool implements EncoderPool {
  readonly model: ModelManifest;
  readonly engine: EngineReport;
  readonly #options: WorkerPoolOptions;
  readonly #deps: WorkerPoolDeps;
  readonly #queue: FrameQueue;
  readonly #ready = new Set<SupervisedWorker>();
  readonly #stopping = new AbortController();
  readonly #places: Promise<void>[] = [];
  #stopped: Promise<void> | undefined;
  #completed = 0;
  #failed = 0;
  #replaced = 0;

  /** @throws {EncoderError} whatever keeps a worker from starting; the others are stopped then */
  static async start(options: WorkerPoolOptions, deps: WorkerPoolDeps): Promise<WorkerPool> {
    const workers = Array.from({ length: options.workers }, () => spawn(options, deps));
    try {
      // Every worker selects by the same rules on the same machine, so one report speaks for all.
      const [engine] = await Promise.all(workers.map((worker) => worker.ready));
      const { id: model, version, licence, source, trainingData } = options.model;
      deps.logger.info(
        {
          ...{ engine: engine!.engine, reason: engine!.reason, workers: workers.length },
          ...{ model, version, licence, source, trainingData },
        },
        'encoder ready',
      );
      return new WorkerPool(options, deps, engine!, workers);
    } catch (error) {
      await Promise.all(workers.map((worker) => worker.stop()));
      throw error;
    }
  }

  private constructor(
    options: WorkerPoolOptions,
    deps: WorkerPoolDeps,
    engine: EngineReport,
    workers: readonly SupervisedWorker[],
  ) {
    this.model = options.model;
    this.engine = engine;
    this.#options = options;
    this.#deps = deps;
    this.#queue = new FrameQueue(options.queueLimit);
    for (const worker of workers) {
      this.#ready.add(worker);
      this.#places.push(this.#keepPlace(worker));
    }
  }

  async analyse(image: ImageInput, options: AnalyseOptions = {}): Promise<FrameAnalysis> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#stopped) throw stoppedError();
    if (this.#queue.isFull && this.#idleWorker() === undefined) throw queueFullError(this.#queue.size);
    const { promise, resolve, reject } = deferred<FrameAnalysis>();
    const job: Job = {
      image,
      request: analysisRequest(options),
      acceptedAtMs: performance.now(),
      resolve,
      reject,
    };
    const onAbort = () => {
      // A frame that runs already is finished for nobody; its worker then takes the next one.
      this.#queue.remove(job);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#queue.add(job);
    this.#dispatch();
    return promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  stats(): EncoderPoolStats {
    const workers = [...this.#ready];
    return {
      workers: workers.length,
      busy: workers.filter((worker) => worker.isBusy).length,
      queued: this.#queue.size,
      completed: this.#completed,
      failed: this.#failed,
      replaced: this.#replaced,
    };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll(): Promise<void> {
    this.#stopping.abort();
    this.#queue.rejectAll(stoppedError());
    await Promise.all([...this.#ready].map((worker) => worker.stop()));
    await Promise.all(this.#places);
  }

  #idleWorker(): SupervisedWorker | undefined {
    return [...this.#ready].find((worker) => worker.isIdle);
  }

  #dispatch(): void {
    for (let worker = this.#idleWorker(); worker; worker = this.#idleWorker()) {
      const job = this.#queue.next();
      if (!job) return;
      void this.#run(worker, job);
    }
  }

  async #run(worker: SupervisedWorker, job: Job): Promise<void> {
    const startedAtMs = performance.now();
    const { image, transfer } = copyForTransfer(job.image);
    try {
      const analysis = await worker.run({ kind: 'analyse', image, request: job.request }, transfer);
      this.#completed += 1;
      const queueMs = startedAtMs - job.acceptedAtMs;
      const totalMs = performance.now() - job.acceptedAtMs;
      job.resolve({ ...analysis, timings: { ...analysis.timings, queueMs, totalMs } });
    } catch (error) {
      this.#failed += 1;
      job.reject(this.#stopped ? stoppedError() : error);
    }
    this.#dispatch();
  }

  /** Keeps one place of the pool filled until the pool stops. */
  async #keepPlace(first: SupervisedWorker): Promise<void> {
    const { signal } = this.#stopping;
    // With nobody left to take them, frames would wait for as long as the cause lasts.
    const onFailedStart = (error: unknown) => {
      if (this.#ready.size === 0) this.#queue.rejectAll(error);
    };
    const deps = { logger: this.#deps.logger, spawn: () => spawn(this.#options, this.#deps) };
    for (let worker: SupervisedWorker | undefined = first; worker; ) {
      await worker.gone;
      this.#ready.delete(worker);
      worker = await startReplacement({ signal, onFailedStart }, deps);
      if (!worker) return;
      this.#replaced += 1;
      this.#ready.add(worker);
      this.#dispatch();
    }
  }
}

function spawn({ frameTimeoutMs }: WorkerPoolOptions, { startWorker }: WorkerPoolDeps): SupervisedWorker {
  return new SupervisedWorker({ frameTimeoutMs }, { worker: startWorker() });
}

function queueFullError(queued: number): EncoderError {
  return new EncoderError(
    'QUEUE_FULL',
    `${queued} frames wait already. Send fewer frames, or give the encoder more workers.`,
    { context: { queued } },
  );
}

function stoppedError(): EncoderError {
  return new EncoderError('POOL_STOPPED', 'The encoder has been stopped and takes no frames any more.');
}
