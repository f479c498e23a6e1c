import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
    const calibration = fitCalibration({
      modelId,
      modelVersion: '1',
      source: 'this site',
      nonMatedDistances: Array.from({ length: 2000 }, (_, index) => 0.6 + index / 2500),
      matedDistances: Array.from({ length: 100 }, (_, index) => 0.2 + index / 500),
    });
    const provenance = {
      ...{ dataSet: 'this site', pipelineVersion: '1', pictures: 90, people: 30 },
      ...{ failures: 0, peopleExcluded: 0, leftOut: [], fittedOn: '2026-01-01' },
    };
    const text = calibrationFileText({ format: 'portero-calibration', provenance, calibration });
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
    expect(() => modelPolicyFor(policies, 'nobody')).toThrow(/No thresholds are known/);
  });
});
