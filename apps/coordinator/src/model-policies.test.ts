import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_MODEL_POLICIES, loadModelPolicies, modelPolicyFor } from './model-policies.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portero-policies-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('model policies', () => {
  it('uses the built-in ones when there is no file', async () => {
    const policies = await loadModelPolicies(join(folder, 'absent.json'));
    expect([...policies.values()]).toEqual(DEFAULT_MODEL_POLICIES);
  });

  it("keeps the course notebook's 0.7 for its own network", async () => {
    expect(modelPolicyFor(await loadModelPolicies(), 'nn4-small2').verifyThresholdL2).toBe(0.7);
  });

  it('lets a file override one model and leave the rest', async () => {
    const file = join(folder, 'model-policies.json');
    const own = { ...DEFAULT_MODEL_POLICIES[0]!, identifyThresholdL2: 0.7 };
    await writeFile(file, JSON.stringify([own]));
    const policies = await loadModelPolicies(file);
    expect(modelPolicyFor(policies, own.modelId)).toEqual(own);
    expect(modelPolicyFor(policies, 'resnet-128')).toEqual(DEFAULT_MODEL_POLICIES[1]);
  });

  it('refuses a file that is not right, by name', async () => {
    const file = join(folder, 'model-policies.json');
    await writeFile(file, '[{"modelId":"x","dimension":0}]');
    await expect(loadModelPolicies(file)).rejects.toMatchObject({
      code: 'MODEL_POLICY_FILE_INVALID',
      message: expect.stringContaining(file),
    });
  });

  it('refuses a model without thresholds', async () => {
    const policies = await loadModelPolicies();
    expect(() => modelPolicyFor(policies, 'nobody')).toThrow(/No thresholds are known/);
  });
});
