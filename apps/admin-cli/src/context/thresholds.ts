import { join } from 'node:path';
import type { ModelPolicy } from '@portero/coordinator';

/**
 * The thresholds that the coordinator of this data directory decides with, the site's own calibration included:
 * what the command line says about a face is what the door would say.
 */
export async function thresholdsOf(dataDir: string, modelId: string): Promise<ModelPolicy> {
  const { loadModelPolicies, modelPolicyFor } = await import('@portero/coordinator');
  const policies = await loadModelPolicies({
    policiesFile: join(dataDir, 'model-policies.json'),
    calibrationsDir: join(dataDir, 'calibrations'),
    modelsDir: join(dataDir, 'models'),
  });
  return modelPolicyFor(policies, modelId);
}
