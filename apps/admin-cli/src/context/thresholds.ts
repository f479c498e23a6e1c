import { join } from 'node:path';
import { loadModelPolicies, type ModelPolicy, modelPolicyFor } from '@portero/coordinator';

/**
 * The thresholds that the coordinator of this data directory decides with, the site's own calibration included:
 * what the command line says about a face is what the door would say.
 */
export async function thresholdsOf(dataDir: string, modelId: string): Promise<ModelPolicy> {
  return modelPolicyFor(await loadModelPolicies(join(dataDir, 'model-policies.json')), modelId);
}
