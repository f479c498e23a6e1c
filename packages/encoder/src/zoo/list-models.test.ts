import { temporaryFolder } from '@portero/testkit';
import { expect, test } from 'vitest';
import { getModel, listModels } from './list-models.ts';
import { loadNetwork } from './load-network.ts';
import { MODELS } from './models.ts';

test('lists every model with its licence, its source and what it was trained on, the default first', async () => {
  const models = await listModels();
  expect(models.map(({ id }) => id)).toEqual(['mobilefacenet-192', 'resnet-128', 'nn4-small2', 'pixels']);
  for (const model of models) {
    expect(model.licence.length * model.source.length * model.trainingData.length).toBeGreaterThan(0);
    expect(model.identifyThreshold).toBeLessThanOrEqual(model.threshold!);
  }
});

test('a model is ready when its weights are here, and says so when they are not', async () => {
  const models = await listModels({ modelsDir: await temporaryFolder() });
  expect(Object.fromEntries(models.map(({ id, state }) => [id, state]))).toEqual({
    'mobilefacenet-192': 'ready',
    'resnet-128': 'ready',
    'nn4-small2': 'missing-weights',
    pixels: 'ready',
  });
});

test('an unknown model is an error that lists the known ones', async () => {
  await expect(getModel('facenet')).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
    message: expect.stringContaining('mobilefacenet-192'),
  });
});

test('a model that was never imported cannot be loaded', async () => {
  await expect(
    loadNetwork('nn4-small2', { engine: 'wasm', threads: 1, modelsDir: temporaryFolder() }),
  ).rejects.toMatchObject({
    code: 'MODEL_WEIGHTS_MISSING',
  });
});

test('every template fits its input', () => {
  for (const { entry } of MODELS) {
    expect([entry.alignment.width, entry.alignment.height]).toEqual([entry.input.width, entry.input.height]);
  }
});
