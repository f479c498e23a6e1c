import { readFile } from 'node:fs/promises';
import { errorMessage } from '@portero/runtime';
import { z } from 'zod';
import { CoordinatorError } from './coordinator-error.ts';

/** How near is near enough, for one model. Distances are L2 between L2-normalised embeddings, in [0, 2]. */
export interface ModelPolicy {
  modelId: string;
  /** Length of an embedding. */
  dimension: number;
  /** 1:N: the nearest person must be at most this far. */
  identifyThresholdL2: number;
  /** 1:1 with a card: the card's person must be at most this far. */
  verifyThresholdL2: number;
  /** 1:N: the second person must be at least this much farther than the nearest. */
  marginL2: number;
}

/**
 * The thresholds of the models of the zoo, in one place, equal to those of their manifests: the coordinator does not
 * import `encoder`, so that TensorFlow stays out of its process. A threshold belongs to its model and to no other,
 * and 1:N is stricter than 1:1, because FPIR ≈ 1 − (1 − FMR)^N grows with the gallery.
 *
 * 0.7 of `nn4-small2` is the course notebook's. `pixels` is there to show how badly raw pixels do; no threshold
 * makes it safe.
 */
export const DEFAULT_MODEL_POLICIES: readonly ModelPolicy[] = Object.freeze([
  policy('mobilefacenet-192', 192, { identify: 0.8, verify: 0.89, margin: 0.05 }),
  policy('resnet-128', 128, { identify: 0.35, verify: 0.42, margin: 0.03 }),
  policy('nn4-small2', 128, { identify: 0.5, verify: 0.7, margin: 0.1 }),
  policy('pixels', 768, { identify: 0.1, verify: 0.2, margin: 0.05 }),
]);

function policy(
  modelId: string,
  dimension: number,
  { identify, verify, margin }: { identify: number; verify: number; margin: number },
): ModelPolicy {
  return Object.freeze({
    modelId,
    dimension,
    identifyThresholdL2: identify,
    verifyThresholdL2: verify,
    marginL2: margin,
  });
}

const distance = z.number().positive().max(2);
const policySchema = z.object({
  modelId: z.string().min(1),
  dimension: z.int().min(1).max(1024),
  identifyThresholdL2: distance,
  verifyThresholdL2: distance,
  marginL2: z.number().min(0).max(2),
});

/**
 * The defaults, overridden by a JSON array of policies where `file` names one that exists: the place for a
 * threshold calibrated at the site.
 *
 * @throws {CoordinatorError} `MODEL_POLICY_FILE_INVALID`
 */
export async function loadModelPolicies(file?: string): Promise<ReadonlyMap<string, ModelPolicy>> {
  const own = file === undefined ? [] : await readPolicyFile(file);
  return new Map([...DEFAULT_MODEL_POLICIES, ...own].map((policy) => [policy.modelId, policy]));
}

async function readPolicyFile(file: string): Promise<ModelPolicy[]> {
  try {
    return z.array(policySchema).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CoordinatorError(
      'MODEL_POLICY_FILE_INVALID',
      `The model policies in ${file} cannot be used: ${errorMessage(error)}. Correct the file, or remove it to use the built-in ones.`,
      { context: { file }, cause: error },
    );
  }
}

/** @throws {CoordinatorError} `MODEL_POLICY_UNKNOWN` when nothing is known about the model's distances */
export function modelPolicyFor(policies: ReadonlyMap<string, ModelPolicy>, modelId: string): ModelPolicy {
  const policy = policies.get(modelId);
  if (policy) return policy;
  throw new CoordinatorError(
    'MODEL_POLICY_UNKNOWN',
    `No thresholds are known for model "${modelId}". Known: ${[...policies.keys()].join(', ')}. Add it to model-policies.json in the data directory.`,
    { context: { modelId } },
  );
}
