import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityProjection, l2Distance, type Projection, projectTemplate } from '@portero/biometrics';
import { temporaryFolder } from '@portero/testkit';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type AdaptationRecord,
  addProjection,
  getModel,
  listDamagedModels,
  listModels,
  readProjection,
  removeModel,
  selectEngine,
} from '../src/index.ts';
import { rowsOf } from '../src/networks/pixel-network.ts';
import { loadNetwork } from '../src/zoo/load-network.ts';

const ID = 'pixels-adapted-1';
const DIMENSION = 768;

const estimate = (value: number) => ({ value, interval: { lower: value - 0.01, upper: value + 0.01 } });
const RECORD: AdaptationRecord = {
  source: 'people made up',
  seed: 1,
  epochs: 20,
  bestEpoch: 12,
  training: { people: 75, templates: 150 },
  validation: { people: 25, templates: 50 },
  heldOut: { people: 100, templates: 200 },
  decision: {
    ...{ targetFmr: 1e-3, mated: 100, nonMated: 19_800 },
    ...{ before: estimate(0.9), after: estimate(0.95), difference: estimate(0.05) },
  },
};

/** Neither the identity nor symmetric. */
const projection: Projection = {
  dimension: DIMENSION,
  matrix: identityProjection(DIMENSION).matrix.map((value, index) => value + 0.02 * Math.sin(index)),
};

let modelsDir: string;
const place = () => ({ engine: 'wasm', threads: 1, modelsDir }) as const;

async function adapt(): Promise<void> {
  const base = await getModel('pixels', { modelsDir });
  await addProjection({ id: ID, base, projection, record: RECORD, modelsDir });
}

async function edit(change: (manifest: { base: Record<string, string> }) => void): Promise<void> {
  const file = join(modelsDir, ID, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  change(manifest);
  await writeFile(file, JSON.stringify(manifest));
}

beforeAll(async () => {
  await selectEngine({ forced: 'wasm' });
});

beforeEach(async () => {
  modelsDir = temporaryFolder();
  await adapt();
});

describe('an adapted model', () => {
  test('is a model like any other: it takes what its base takes, and has no thresholds until it is calibrated', async () => {
    const base = await getModel('pixels', { modelsDir });
    const model = await getModel(ID, { modelsDir });
    expect(model).toMatchObject({
      ...{ id: ID, origin: 'added', format: 'projection', state: 'ready', dimension: DIMENSION },
      ...{ input: base.input, alignment: base.alignment, licence: 'that of pixels' },
      version: expect.stringMatching(/^1\+[0-9a-f]{8}$/),
      trainingData: expect.stringContaining('150 templates of 75 people'),
    });
    expect(model.threshold).toBeUndefined();
    expect((await listModels({ modelsDir })).at(-1)).toEqual(model);
    await expect(adapt()).rejects.toMatchObject({ code: 'MODEL_ID_TAKEN' });
  });

  test('gives a face the template of its base times the matrix, as applying it to the template does', async () => {
    const pixels = Float32Array.from(
      { length: 2 * 112 * 112 * 3 },
      (_, index) => 127 + 120 * Math.sin(index / 90),
    );
    const embed = async (id: string): Promise<Float32Array[]> => {
      const network = await loadNetwork(id, place());
      const values = await network.embed({ count: 2, height: 112, width: 112, pixels });
      network.dispose();
      return rowsOf(values, 2);
    };
    const plain = await embed('pixels');
    const adapted = await embed(ID);
    const { manifest, projection: read } = await readProjection(ID, modelsDir);
    expect(manifest.adaptation).toEqual(RECORD);
    for (const [index, template] of plain.entries()) {
      expect(l2Distance(adapted[index]!, projectTemplate(read, template))).toBeLessThan(1e-4);
      expect(l2Distance(adapted[index]!, template)).toBeGreaterThan(1e-2);
    }
  });

  test.each([
    ['another version of its base', 'version', '2'],
    ['another version of the pipeline', 'pipelineVersion', '0'],
  ])('is refused with %s, is told as damaged, and hides no other model', async (_what, field, value) => {
    await edit(({ base }) => {
      base[field] = value;
    });
    const changed = { code: 'MODEL_BASE_CHANGED', message: expect.stringContaining('portero adapt') };
    await expect(getModel(ID, { modelsDir })).rejects.toMatchObject(changed);
    await expect(loadNetwork(ID, place())).rejects.toMatchObject(changed);
    await expect(readProjection(ID, modelsDir)).rejects.toMatchObject(changed);
    expect((await listModels({ modelsDir })).map(({ id }) => id)).toContain('mobilefacenet-192');
    expect(await listDamagedModels({ modelsDir })).toMatchObject([{ id: ID }]);
    await removeModel(ID, modelsDir);
    expect(await listDamagedModels({ modelsDir })).toEqual([]);
  });

  test('is refused when its manifest was made to name a base that it was not fitted to', async () => {
    await edit((manifest) => {
      Object.assign(manifest, { version: '1+00000000' });
    });
    await expect(loadNetwork(ID, place())).rejects.toMatchObject({ code: 'MODEL_MANIFEST_INVALID' });
    await expect(readProjection(ID, modelsDir)).rejects.toMatchObject({ code: 'MODEL_MANIFEST_INVALID' });
  });

  test('is refused when its matrix was changed since', async () => {
    const file = join(modelsDir, ID, 'projection.bin');
    const bytes = await readFile(file);
    bytes[5]! ^= 1;
    await writeFile(file, bytes);
    await expect(loadNetwork(ID, place())).rejects.toMatchObject({ code: 'MODEL_WEIGHTS_INVALID' });
    await expect(readProjection(ID, modelsDir)).rejects.toMatchObject({ code: 'MODEL_WEIGHTS_INVALID' });
  });

  test('is not what a shipped model is', async () => {
    await expect(readProjection('pixels', modelsDir)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
  });
});
