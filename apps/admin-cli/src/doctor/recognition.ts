import { listDamagedModels, listModels, type ModelManifest, probeOnnxRuntime } from '@portero/encoder';
import type { CliContext } from '../context/cli-context.ts';
import type { Check } from './check.ts';

export async function checkModels({
  modelsDir,
  calibrationsDir,
}: Pick<CliContext, 'modelsDir' | 'calibrationsDir'>): Promise<Check[]> {
  const models = await listModels({ modelsDir, calibrationsDir });
  const damaged = await listDamagedModels({ modelsDir });
  return [
    ...models.map(modelCheck),
    ...damaged.map(({ id, problem }): Check => ({ name: `model ${id}`, status: 'warn', detail: problem })),
    await checkOnnxRuntime(models),
  ];
}

function modelCheck({ id, state, dimension, licence, threshold }: ModelManifest): Check {
  const name = `model ${id}`;
  if (state !== 'ready') {
    return {
      name,
      status: 'ok',
      detail: 'no weights here (optional)',
      fix: 'portero model import-openface DIR',
    };
  }
  const detail = `ready, ${dimension} numbers, ${licence}`;
  if (threshold !== undefined) return { name, status: 'ok', detail };
  const fix = `portero calibrate fit --model ${id} --images DIR`;
  return { name, status: 'ok', detail: `${detail}; not calibrated, so it decides nothing`, fix };
}

/** Optional, unless a model that was added needs it. */
async function checkOnnxRuntime(models: readonly ModelManifest[]): Promise<Check> {
  const { available, reason, fix } = await probeOnnxRuntime();
  const needing = models.filter(({ format }) => format === 'onnx').map(({ id }) => id);
  const use =
    needing.length > 0 ? `needed by ${needing.join(', ')}` : 'optional, for ONNX models that are added';
  return {
    name: 'ONNX Runtime',
    status: available || needing.length === 0 ? 'ok' : 'warn',
    detail: `${reason} (${use})`,
    ...(fix !== undefined && { fix }),
  };
}
