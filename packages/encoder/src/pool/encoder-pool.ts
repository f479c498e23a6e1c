import type { Logger } from '@portero/runtime';
import type { FrameAnalysis, ImageInput } from '../analysis/frame-analysis.ts';
import type { EngineName, EngineReport } from '../engines/engine-report.ts';
import type { Turn } from '../image/turn-frame.ts';
import type { ModelId, ModelManifest } from '../zoo/model-manifest.ts';
import type { StartWorker } from './worker-thread.ts';

export interface EncoderPoolOptions {
  /** @defaultValue 'mobilefacenet-192' */
  model?: ModelId;
  /** Take this engine or fail. @defaultValue the one that was measured, else the first that works here */
  engine?: EngineName;
  /** Where `portero doctor` keeps which engine is the fastest. @defaultValue none was measured */
  engineChoiceFile?: string;
  /**
   * Workers, each with an engine of its own and an equal share of the cores; with `onnx-webgpu` there is one all the same,
   * and a process must not have two such pools. @defaultValue one less than the cores, at least 1
   */
  workers?: number;
  /** Where imported and added models live. @defaultValue './.portero/models' */
  modelsDir?: string;
  /** Where the site's own calibrations are, from which added models have their thresholds. @defaultValue none */
  calibrationsDir?: string;
  /** Frames that may wait for a worker before `analyse` rejects with QUEUE_FULL. @defaultValue 64 */
  queueLimit?: number;
  /** A frame that takes longer is given up and its worker replaced. @defaultValue 30000 */
  frameTimeoutMs?: number;
}

export interface EncoderPoolDeps {
  logger: Logger;
  /** Starts a thread. @defaultValue a thread on the compiled `@portero/encoder/worker` */
  startWorker?: StartWorker;
}

export interface AnalyseOptions {
  /** Only the largest so many faces are aligned and encoded. @defaultValue 8 */
  maxFaces?: number;
  /** Faces less high than this, in pixels of the picture, are left out. @defaultValue 24 */
  minFacePx?: number;
  /** Whether embeddings are wanted. @defaultValue true */
  encode?: boolean;
  /**
   * Whether an embedding is to be that of the face and of its mirror image, added and brought back to length 1: what is
   * enrolled as a template. A probe compared with such templates is missed less often (FNIR at FPIR 0.003 of 3.1 % instead of
   * 3.7 %, `docs/recognition.md`), at the price of encoding twice, once for ever. @defaultValue false
   */
  mirror?: boolean;
  /**
   * Whether the slow detector (about fifteen times slower than the fast one) may look where the fast one sees no
   * face. A camera that mostly films an empty corridor does better without it; `always` has it look at every picture,
   * for enrolment, where a second person must not be overlooked. @defaultValue true
   */
  thorough?: boolean | 'always';
  /** Whether `measures` are wanted, to judge a portrait by. @defaultValue false */
  measure?: boolean;
  /** Whether each face is to be judged as a presentation (`pad`), about 9 ms of CPU a face. @defaultValue false */
  pad?: boolean;
  /** Degrees clockwise that the picture is turned by first; everything found is in pixels of the turned one. @defaultValue 0 */
  turn?: Turn;
  /** Gives up the wait; `analyse` then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface EncoderPoolStats {
  /** Workers ready to take frames. */
  readonly workers: number;
  readonly busy: number;
  readonly queued: number;
  readonly completed: number;
  /** Frames that ended in an error, aborted ones not counted. */
  readonly failed: number;
  /** Workers that died and were replaced since the start. */
  readonly replaced: number;
}

/** Threads that analyse frames. Safe to call concurrently. */
export interface EncoderPool {
  readonly engine: EngineReport;
  readonly model: ModelManifest;
  /**
   * Finds the faces of a picture, aligns and encodes them. The input is left as it is.
   *
   * @throws {EncoderError} IMAGE_EMPTY, IMAGE_CORRUPT, IMAGE_TOO_LARGE for a picture that cannot be read;
   *   QUEUE_FULL, POOL_STOPPED, and WORKER_CRASHED when the worker died on this frame
   */
  analyse(image: ImageInput, options?: AnalyseOptions): Promise<FrameAnalysis>;
  /** Idempotent. Frames not finished reject with POOL_STOPPED. */
  stop(): Promise<void>;
  stats(): EncoderPoolStats;
}
