import { listModels, probeEngines } from '@portero/encoder';
import type { CliContext } from '../context/cli-context.ts';
import type { Check } from './check.ts';

/** Starts the encoder, so that what is reported is what a door would use. */
export async function checkEngine(context: CliContext): Promise<Check[]> {
  const startedMs = performance.now();
  const { engine, model } = await context.encoder();
  const took = `${model.id} ready in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  const chosen: Check = {
    name: 'engine',
    status: 'ok',
    detail: `${engine.engine}: ${engine.reason}; ${took}`,
  };
  const candidates = (await probeEngines()).map((candidate): Check => {
    const used = candidate.name === engine.engine;
    const slower = !candidate.available && candidate.name === 'tfjs-node';
    return {
      name: `  ${candidate.name}`,
      status: 'ok',
      detail: `${candidate.available ? 'available' : 'not available'}${used ? ', in use' : ''}: ${candidate.reason}`,
      ...(slower && { fix: 'Optional and faster: npm install @tensorflow/tfjs-node' }),
    };
  });
  return [chosen, ...candidates];
}

export async function checkModels(modelsDir: string): Promise<Check[]> {
  const models = await listModels({ modelsDir });
  return models.map((model) => ({
    name: `model ${model.id}`,
    status: 'ok',
    detail:
      model.state === 'ready'
        ? `ready, ${model.dimension} numbers, ${model.licence}`
        : 'no weights here (optional)',
    ...(model.state !== 'ready' && { fix: 'portero model import-openface DIR' }),
  }));
}
