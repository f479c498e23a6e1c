import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calibrationFileText, fitCalibration } from '@portero/biometrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  builtInModelPolicies,
  galleryThresholdsOf,
  loadModelPolicies,
  modelPolicyFor,
} from './model-policies.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portero-policies-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('model policies', () => {
  it('uses the built-in ones when there is no file', async () => {
    const absent = { policiesFile: join(folder, 'absent.json'), calibrationsDir: join(folder, 'absent') };
    expect([...(await loadModelPolicies(absent)).values()]).toEqual(builtInModelPolicies());
  });

  it("keeps the course notebook's 0.7 for its own network", async () => {
    const policy = modelPolicyFor(await loadModelPolicies(), 'nn4-small2');
    expect(policy.verifyThresholdL2).toBe(0.7);
    const many = { persons: 5000, templates: 10_000, targetFpir: 0.003 };
    expect(galleryThresholdsOf(policy, many)).toMatchObject({ thresholdL2: 0.7, limitedBy: 'typed' });
  });

  it('lets a file override one model and leave the rest', async () => {
    const file = join(folder, 'model-policies.json');
    const { calibration: _calibration, ...first } = builtInModelPolicies()[0]!;
    const own = { ...first, identifyThresholdL2: 0.7 };
    await writeFile(file, JSON.stringify([own]));
    const policies = await loadModelPolicies({ policiesFile: file });
    expect(modelPolicyFor(policies, own.modelId)).toEqual(own);
    expect(modelPolicyFor(policies, 'resnet-128')).toEqual(builtInModelPolicies()[1]);
  });

  it("takes the site's own calibration in place of the one that ships", async () => {
    const modelId = 'mobilefacenet-192';
    const text = calibrationOf(modelId, '1');
    await writeFile(join(folder, 'own.json'), text);
    const policy = modelPolicyFor(await loadModelPolicies({ calibrationsDir: folder }), modelId);
    expect(policy).toMatchObject({ dimension: 192, calibration: { source: 'this site' } });
    expect(policy.verifyThresholdL2).toBeLessThan(0.6);
    await writeFile(join(folder, 'own.json'), text.replace('"rate": ', '"rate": -'));
    await expect(loadModelPolicies({ calibrationsDir: folder })).rejects.toThrow(/own\.json/);
  });

  it('refuses a file that is not right, by name', async () => {
    const file = join(folder, 'model-policies.json');
    await writeFile(file, '[{"modelId":"x","dimension":0}]');
    await expect(loadModelPolicies({ policiesFile: file })).rejects.toMatchObject({
      code: 'MODEL_POLICY_FILE_INVALID',
      message: expect.stringContaining(file),
    });
  });

  it('refuses a model without thresholds', async () => {
    const policies = await loadModelPolicies();
    expect(() => modelPolicyFor(policies, 'nobody')).toThrow(/no thresholds are known/);
  });
});

describe('the policy of a model that the site added', () => {
  const manifest = {
    ...{ id: 'own', version: '1+0123abcd', dimension: 256, format: 'onnx' },
    ...{ licence: 'MIT', source: 'trained by us', trainingData: 'our staff' },
  };
  const sources = () => ({
    modelsDir: join(folder, 'models'),
    calibrationsDir: join(folder, 'calibrations'),
  });

  async function add(data: unknown, id = 'own'): Promise<void> {
    await mkdir(join(folder, 'models', id), { recursive: true });
    await writeFile(join(folder, 'models', id, 'manifest.json'), JSON.stringify(data));
  }

  async function calibrate(modelVersion: string): Promise<void> {
    await mkdir(join(folder, 'calibrations'), { recursive: true });
    await writeFile(join(folder, 'calibrations', 'own.json'), calibrationOf('own', modelVersion));
  }

  it('is refused until it is calibrated, with the command that does it', async () => {
    await add(manifest);
    expect(() => modelPolicyFor(new Map(), 'own')).toThrow(/portero calibrate fit --model own/);
    const policies = await loadModelPolicies(sources());
    expect(() => modelPolicyFor(policies, 'own')).toThrow(
      expect.objectContaining({ code: 'MODEL_POLICY_UNKNOWN' }),
    );
  });

  it('comes from its calibration, with its own dimension and provenance', async () => {
    await add(manifest);
    await calibrate(manifest.version);
    expect(modelPolicyFor(await loadModelPolicies(sources()), 'own')).toMatchObject({
      dimension: 256,
      calibration: { source: 'this site' },
      provenance: { licence: 'MIT', source: 'trained by us', trainingData: 'our staff' },
    });
  });

  it('does not come from the calibration of another version', async () => {
    await add(manifest);
    await calibrate('1+ffffffff');
    const policies = await loadModelPolicies(sources());
    expect(policies.has('own')).toBe(false);
  });

  it('comes from thresholds typed into its manifest before all calibrations', async () => {
    const thresholds = { pairThresholdL2: 0.8, identifyThresholdL2: 0.7, marginL2: 0.05 };
    await add({ ...manifest, thresholds });
    await calibrate(manifest.version);
    const policy = modelPolicyFor(await loadModelPolicies(sources()), 'own');
    expect(policy).toMatchObject({ verifyThresholdL2: 0.8, identifyThresholdL2: 0.7, marginL2: 0.05 });
    expect(policy.calibration).toBeUndefined();
  });

  it('never takes the place of a shipped one', async () => {
    const thresholds = { pairThresholdL2: 1.9, identifyThresholdL2: 1.9, marginL2: 0 };
    await add({ ...manifest, id: 'resnet-128', thresholds }, 'resnet-128');
    const policies = await loadModelPolicies(sources());
    expect(modelPolicyFor(policies, 'resnet-128')).toEqual(builtInModelPolicies()[1]);
  });

  it('is unknown where its manifest is damaged, and the others go on', async () => {
    await add({ ...manifest, dimension: 'many' });
    const policies = await loadModelPolicies(sources());
    expect([...policies.keys()]).toEqual(builtInModelPolicies().map(({ modelId }) => modelId));
  });
});

function calibrationOf(modelId: string, modelVersion: string): string {
  const calibration = fitCalibration({
    modelId,
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
