import { rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { l2Distance } from '@portero/biometrics';
import { describeWithOnnxRuntime, makeFolder, recordingLogger, sampleImage } from '@portero/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selectEngine } from '../src/engines/select-engine.ts';
import { createEncoderPool } from '../src/index.ts';
import { mendMobileFaceNet } from '../src/networks/mobilefacenet.ts';
import { addModel, exportOnnx } from '../src/own-models.ts';
import { readMobileFaceNet } from '../src/zoo/mobilefacenet-files.ts';
import { GRAPH_MANIFEST, writeManifest } from './support/added-model.ts';
import { facesOfSample } from './support/sample-faces.ts';

/** What another implementation of the same network may differ by in an embedding. */
const PARITY_L2 = 1e-4;

let modelsDir: string;
beforeAll(async () => {
  modelsDir = makeFolder();
  await selectEngine({ forced: 'wasm' });
});
afterAll(() => rmSync(modelsDir, { recursive: true, force: true }));

async function expectParity(ownId: string, shippedId: string): Promise<void> {
  const ours = await facesOfSample(shippedId, { modelsDir });
  const own = await facesOfSample(ownId, { modelsDir });
  expect(own.length).toBeGreaterThanOrEqual(3);
  expect(own.length).toBe(ours.length);
  for (const [index, { embedding }] of own.entries()) {
    expect(l2Distance(embedding, ours[index]!.embedding)).toBeLessThan(PARITY_L2);
  }
  expect(l2Distance(own[0]!.embedding, own[1]!.embedding)).toBeGreaterThan(0.3);
}

async function addExported(modelId: string, id: string, change: object = {}) {
  const { bytes, manifest } = await exportOnnx(modelId);
  const network = join(modelsDir, `${id}.onnx`);
  await writeFile(network, bytes);
  const file = await writeManifest(join(modelsDir, `.${id}`), { ...manifest, id, ...change });
  return addModel({ format: 'onnx', network, manifest: file, modelsDir, engine: 'wasm' });
}

describeWithOnnxRuntime('an ONNX model', () => {
  test.each([
    ['mobilefacenet-192', 192],
    ['resnet-128', 128],
  ])('written from %s encodes the faces of a photograph as it does', async (modelId, dimension) => {
    const id = `own-${modelId}`;
    expect(await addExported(modelId, id)).toMatchObject({ dimension, format: 'onnx', origin: 'added' });
    await expectParity(id, modelId);
  });

  test('runs in several workers of a pool at once', async () => {
    const model = 'in-a-pool';
    await addExported('mobilefacenet-192', model);
    const { logger, records } = recordingLogger();
    const pool = await createEncoderPool({ model, modelsDir, workers: 2, engine: 'wasm' }, { logger });
    try {
      const picture = await readFile(sampleImage(3));
      const [first, ...others] = await Promise.all([1, 2, 3, 4].map(() => pool.analyse(picture)));
      expect(first!.faces.length).toBeGreaterThanOrEqual(3);
      for (const { faces } of others) {
        expect(faces.map(({ embedding }) => embedding)).toEqual(
          first!.faces.map(({ embedding }) => embedding),
        );
      }
      expect(records.find(({ msg }) => msg === 'encoder ready')).toMatchObject({
        model,
        licence: expect.stringContaining('Apache-2.0'),
        trainingData: expect.stringContaining('MS1M'),
      });
    } finally {
      await pool.stop();
    }
  });
});

describe('a graph model of TensorFlow.js', () => {
  test('with the weights of mobilefacenet-192 encodes the faces of a photograph as it does', async () => {
    const { graphJson, bytes } = await readMobileFaceNet();
    const { topology, specs, weightData } = mendMobileFaceNet(graphJson, bytes);
    const folder = join(modelsDir, '.graph');
    const manifest = await writeManifest(folder, GRAPH_MANIFEST);
    // In two shards, as converters write what is large.
    const half = Math.floor(weightData.byteLength / 8) * 4;
    await writeFile(join(folder, 'group1-shard1of2.bin'), Buffer.from(weightData, 0, half));
    await writeFile(join(folder, 'group1-shard2of2.bin'), Buffer.from(weightData, half));
    const paths = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
    const model = {
      format: 'graph-model',
      modelTopology: topology,
      weightsManifest: [{ paths, weights: specs }],
    };
    await writeFile(join(folder, 'model.json'), JSON.stringify(model));
    await addModel({
      format: 'tfjs-graph',
      network: join(folder, 'model.json'),
      manifest,
      modelsDir,
      engine: 'wasm',
    });
    await expectParity(GRAPH_MANIFEST.id, 'mobilefacenet-192');
  });
});

test('no tensor is left of any of them', () => {
  expect(tf.memory().numTensors).toBe(0);
});
