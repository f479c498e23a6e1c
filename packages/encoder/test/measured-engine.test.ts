import { join } from 'node:path';
import { silentLogger } from '@portero/runtime';
import { recordingLogger, temporaryFolder } from '@portero/testkit';
import { expect, onTestFinished, test } from 'vitest';
import {
  createEncoderPool,
  DEFAULT_MODEL_ID,
  ENGINE_CHOICE_FILE,
  keepEngineChoice,
  measureEngines,
  measurementsOf,
} from '../src/index.ts';

test('the engine that was measured to be the fastest is what a pool takes from then on', async () => {
  const modelsDir = temporaryFolder();
  const file = join(modelsDir, ENGINE_CHOICE_FILE);
  const engines = ['tfjs-node-gpu', 'wasm'] as const;
  const measured = await measureEngines({ modelsDir, engines, frames: 1 }, { logger: silentLogger() });
  expect(measured.map(({ name, available }) => [name, available])).toEqual([
    ['tfjs-node-gpu', false],
    ['wasm', true],
  ]);
  const measurements = measurementsOf(measured);
  expect(measurements).toEqual([{ engine: 'wasm', frameMs: expect.any(Number) }]);
  await keepEngineChoice(file, measurements, { modelId: DEFAULT_MODEL_ID });
  const options = { modelsDir, engineChoiceFile: file, workers: 1 };
  const pool = await createEncoderPool(options, { logger: silentLogger() });
  onTestFinished(() => pool.stop());
  // Also where onnxruntime-node, which comes before it in the order of preference, is installed.
  expect(pool.engine).toMatchObject({
    engine: 'wasm',
    reason: expect.stringMatching(/^measured as the fastest/),
  });
});

test('what was measured for another model is left aside, and said', async () => {
  const modelsDir = temporaryFolder();
  const file = join(modelsDir, ENGINE_CHOICE_FILE);
  await keepEngineChoice(file, [{ engine: 'wasm', frameMs: 1 }], { modelId: 'resnet-128' });
  const { logger, records } = recordingLogger();
  const options = { model: 'pixels', modelsDir, engineChoiceFile: file, workers: 1 };
  const pool = await createEncoderPool(options, { logger });
  onTestFinished(() => pool.stop());
  expect(pool.engine.reason).not.toContain('measured');
  expect(records.find(({ msg }) => msg?.includes('out of date'))).toMatchObject({
    reason: 'model was resnet-128 and is pixels',
  });
});
