import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calibrationFileText, fitCalibration } from '@portero/biometrics';
import { temporaryFolder } from '@portero/testkit';
import { beforeEach, describe, expect, test } from 'vitest';
import { getModel, listDamagedModels, listModels, type ModelManifest, removeModel } from '../src/index.ts';
import { addModel } from '../src/own-models.ts';
import { loadNetwork } from '../src/zoo/load-network.ts';
import { GRAPH_MANIFEST, GRAPH_MODEL, writeManifest } from './support/added-model.ts';

const ID = GRAPH_MANIFEST.id;

let folder: string;
let modelsDir: string;

beforeEach(() => {
  folder = temporaryFolder();
  modelsDir = join(folder, 'models');
});

async function add(manifest: unknown = GRAPH_MANIFEST): Promise<ModelManifest> {
  return addModel({
    format: 'tfjs-graph',
    network: GRAPH_MODEL,
    manifest: await writeManifest(folder, manifest),
    modelsDir,
    engine: 'wasm',
  });
}

describe('an added model', () => {
  test('is listed after the shipped ones with its licence, its length found out, and can be loaded', async () => {
    const added = await add();
    expect(added).toMatchObject({
      id: ID,
      origin: 'added',
      format: 'tfjs-graph',
      dimension: 192,
      licence: 'Apache-2.0',
      normalisation: '(x - 127.5) / 128',
      version: expect.stringMatching(/^2\+[0-9a-f]{8}$/),
      state: 'ready',
    });
    expect((await listModels({ modelsDir })).at(-1)).toEqual(added);
    expect(await getModel(ID, { modelsDir })).toEqual(added);
    (await loadNetwork(ID, { engine: 'wasm', threads: 1, modelsDir })).dispose();
  });

  test('has no thresholds until its manifest or a calibration of this very version gives some', async () => {
    const calibrationsDir = join(folder, 'calibrations');
    await mkdir(calibrationsDir);
    const { version, threshold } = await add();
    expect(threshold).toBeUndefined();
    const calibrate = (modelVersion: string) =>
      writeFile(join(calibrationsDir, `${ID}.json`), calibrationOf(modelVersion));
    await calibrate(version);
    const calibrated = await getModel(ID, { modelsDir, calibrationsDir });
    expect(calibrated.threshold).toBeGreaterThan(0.1);
    expect(calibrated.identifyThreshold).toBeLessThanOrEqual(calibrated.threshold!);
    await calibrate(`${version}0`);
    expect((await getModel(ID, { modelsDir, calibrationsDir })).threshold).toBeUndefined();
    await writeFile(join(calibrationsDir, `${ID}.json`), '{"format":');
    expect((await getModel(ID, { modelsDir, calibrationsDir })).threshold).toBeUndefined();
    await removeModel(ID, modelsDir);
    const thresholds = { pairThresholdL2: 0.8, identifyThresholdL2: 0.7, marginL2: 0.05 };
    expect(await add({ ...GRAPH_MANIFEST, thresholds })).toMatchObject({
      threshold: 0.8,
      identifyThreshold: 0.7,
      margin: 0.05,
    });
  });

  test('gets another version when the same network is fed otherwise', async () => {
    const { version } = await add();
    await removeModel(ID, modelsDir);
    expect((await add()).version).toBe(version);
    await removeModel(ID, modelsDir);
    const reversed = { ...GRAPH_MANIFEST, input: { ...GRAPH_MANIFEST.input, channelOrder: 'bgr' } };
    expect((await add(reversed)).version).not.toBe(version);
  });

  test('is refused once a file of it has changed', async () => {
    await add();
    const shard = join(modelsDir, ID, 'mobilefacenet.bin');
    const bytes = await readFile(shard);
    bytes[1000]! ^= 1;
    await writeFile(shard, bytes);
    await expect(loadNetwork(ID, { engine: 'wasm', threads: 1, modelsDir })).rejects.toMatchObject({
      code: 'MODEL_WEIGHTS_INVALID',
      message: expect.stringContaining(`portero model remove ${ID}`),
    });
  });

  test('is refused once its manifest feeds it otherwise, and not for thresholds that were typed into it', async () => {
    await add();
    const file = join(modelsDir, ID, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const thresholds = { pairThresholdL2: 0.8, identifyThresholdL2: 0.7, marginL2: 0.05 };
    // In another order, as an editor may leave it.
    const reordered = Object.fromEntries(Object.entries({ ...manifest, thresholds }).reverse());
    await writeFile(file, JSON.stringify(reordered));
    (await loadNetwork(ID, { engine: 'wasm', threads: 1, modelsDir })).dispose();
    await writeFile(file, JSON.stringify({ ...manifest, normalisation: { scale: 1 } }));
    await expect(loadNetwork(ID, { engine: 'wasm', threads: 1, modelsDir })).rejects.toMatchObject({
      code: 'MODEL_MANIFEST_INVALID',
      message: expect.stringContaining(`portero model remove ${ID}`),
    });
  });

  test('takes no id that is taken', async () => {
    await expect(add({ ...GRAPH_MANIFEST, id: 'resnet-128' })).rejects.toMatchObject({
      code: 'MODEL_ID_TAKEN',
    });
    await add();
    await expect(add()).rejects.toMatchObject({
      code: 'MODEL_ID_TAKEN',
      message: expect.stringContaining(`portero model remove ${ID}`),
    });
  });

  test('leaves nothing behind when it is refused or removed', async () => {
    await expect(add({ ...GRAPH_MANIFEST, dimension: 128 })).rejects.toMatchObject({
      code: 'MODEL_UNFIT',
      message: expect.stringContaining('192'),
    });
    expect(await readdir(modelsDir).catch(() => [])).toEqual([]);
    await add();
    await removeModel(ID, modelsDir);
    expect(await readdir(modelsDir)).toEqual([]);
    await expect(removeModel(ID, modelsDir)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
  });
});

describe('a models folder', () => {
  test('with half of a model, as a crash leaves it, lists the others', async () => {
    await mkdir(join(modelsDir, '.my-model-0b1c'), { recursive: true });
    await writeFile(join(modelsDir, '.my-model-0b1c', 'model.onnx'), 'half');
    expect(await listModels({ modelsDir })).toHaveLength(4);
    expect(await listDamagedModels({ modelsDir })).toEqual([]);
  });

  test.each([
    ['that is no JSON', '{', /not JSON/],
    ['of another model', JSON.stringify(stored('other')), /that of other/],
    ['without a licence', JSON.stringify({ ...stored('broken'), licence: ' ' }), /licence/],
  ])('with a manifest %s tells it, and the other models go on', async (_what, text, problem) => {
    await mkdir(join(modelsDir, 'broken'), { recursive: true });
    await writeFile(join(modelsDir, 'broken', 'manifest.json'), text);
    expect(await listDamagedModels({ modelsDir })).toEqual([
      { id: 'broken', problem: expect.stringMatching(problem) },
    ]);
    expect(await listModels({ modelsDir })).toHaveLength(4);
    await expect(getModel('broken', { modelsDir })).rejects.toMatchObject({ code: 'MODEL_MANIFEST_INVALID' });
    await removeModel('broken', modelsDir);
    expect(await listDamagedModels({ modelsDir })).toEqual([]);
  });

  test('never gives the id of a shipped model to another', async () => {
    await mkdir(join(modelsDir, 'resnet-128'), { recursive: true });
    await writeFile(join(modelsDir, 'resnet-128', 'manifest.json'), JSON.stringify(stored('resnet-128')));
    expect(await getModel('resnet-128', { modelsDir })).toMatchObject({ origin: 'shipped', dimension: 128 });
    expect(await listModels({ modelsDir })).toHaveLength(4);
    expect(await listDamagedModels({ modelsDir })).toMatchObject([{ id: 'resnet-128' }]);
  });

  test.each(['../models', 'a/b', '..'])('looks for no model outside of it: %s', async (id) => {
    await expect(getModel(id, { modelsDir })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
    await expect(removeModel(id, modelsDir)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
  });
});

function stored(id: string): Record<string, unknown> {
  const addedAt = '2026-01-01T00:00:00Z';
  const files = { 'model.onnx': '0'.repeat(64) };
  return { ...GRAPH_MANIFEST, id, version: '2+01234567', format: 'onnx', dimension: 192, files, addedAt };
}

function calibrationOf(modelVersion: string): string {
  const calibration = fitCalibration({
    modelId: ID,
    modelVersion,
    source: 'this site',
    nonMatedDistances: Array.from({ length: 2000 }, (_, index) => 0.6 + index / 2500),
    matedDistances: Array.from({ length: 100 }, (_, index) => 0.2 + index / 500),
  });
  const provenance = {
    ...{ dataSet: 'this site', pipelineVersion: '1', pictures: 90, people: 30 },
    ...{ failures: 0, peopleExcluded: 0, leftOut: [], fittedOn: '2026-01-01' },
  };
  return calibrationFileText({ format: 'portero-calibration', provenance, calibration });
}
