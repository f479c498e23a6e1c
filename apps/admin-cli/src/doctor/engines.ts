import { join } from 'node:path';
import {
  DEFAULT_MODEL_ID,
  ENGINE_CHOICE_FILE,
  keepEngineChoice,
  type MeasuredEngine,
  measureEngines,
  measurementsOf,
} from '@portero/encoder';
import type { CliContext } from '../context/cli-context.ts';
import type { Check } from './check.ts';

/**
 * Encodes a picture with every engine that is here, and keeps which was the fastest for `up` and the edge; then starts the
 * encoder, so that what is reported is what a door would use.
 */
export async function checkEngines(context: CliContext): Promise<Check[]> {
  const { dataDir, modelsDir, calibrationsDir, global, logger } = context;
  const model = global.model ?? DEFAULT_MODEL_ID;
  const measured = await measureEngines({ model, modelsDir, calibrationsDir }, { logger });
  const measurements = measurementsOf(measured);
  if (measurements.length > 0) {
    await keepEngineChoice(join(dataDir, ENGINE_CHOICE_FILE), measurements, { modelId: model });
  }
  const startedMs = performance.now();
  const { engine } = await context.encoder();
  const took = `${model} ready in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  const chosen: Check = {
    name: 'engine',
    status: 'ok',
    detail: `${engine.engine}: ${engine.reason}; ${took}`,
  };
  return [chosen, ...measured.map((candidate) => candidateCheck(candidate, engine.engine))];
}

function candidateCheck({ name, available, reason, howToInstall }: MeasuredEngine, used: string): Check {
  const state = available ? 'available' : 'not available';
  return {
    name: `  ${name}`,
    status: 'ok',
    detail: `${state}${name === used ? ', in use' : ''}: ${reason}`,
    ...(!available && name === 'onnx' && { fix: `Optional and faster: ${howToInstall}` }),
  };
}
