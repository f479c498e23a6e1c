import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Calibration,
  calibratedThresholds,
  type GallerySize,
  type GalleryThresholds,
  type ModelThresholds,
  modelThresholds,
  parseCalibrationFile,
  thresholdsForGallery,
} from '@portero/biometrics';
import { errorMessage } from '@portero/runtime';
import { z } from 'zod';
import { type AddedModel, readAddedModels } from './added-models.ts';
import { CoordinatorError } from './coordinator-error.ts';

/** How near is near enough, for one model. Distances are L2 between L2-normalised embeddings, in [0, 2]. */
export interface ModelPolicy {
  modelId: string;
  /** Length of an embedding. */
  dimension: number;
  /** 1:N, where no gallery is at hand or the model has no calibration: the nearest person must be nearer than this. */
  identifyThresholdL2: number;
  /** 1:1 with a card: the card's person must be nearer than this. */
  verifyThresholdL2: number;
  /** 1:N: the second person must be at least this much farther than the nearest. */
  marginL2: number;
  /** What threshold and margin are derived from for the gallery of each building; absent for typed ones, which stay. */
  calibration?: Calibration;
  /** Of a model that this site added, for the log. */
  provenance?: Readonly<{ version: string; licence: string; source: string; trainingData: string }>;
}

export interface ModelPolicySources {
  /** A JSON array of policies with typed thresholds, which come before everything else; may be absent. */
  policiesFile?: string;
  /** The site's own calibrations, `MODEL.json` each, in place of those that ship with the models; may be absent. */
  calibrationsDir?: string;
  /** The models that the site added, `MODEL/manifest.json` each; may be absent. */
  modelsDir?: string;
}

/** The models of the zoo; their thresholds are kept in `@portero/biometrics`. */
export function builtInModelPolicies(): ModelPolicy[] {
  return modelThresholds().map(policyOf);
}

/** What is in force for a gallery of this size. */
export function galleryThresholdsOf(policy: ModelPolicy, gallery: GallerySize): GalleryThresholds {
  const { verifyThresholdL2: pairThresholdL2, ...rest } = policy;
  return thresholdsForGallery({ ...rest, pairThresholdL2 }, gallery);
}

function policyOf({ pairThresholdL2: verifyThresholdL2, ...rest }: ModelThresholds): ModelPolicy {
  return { ...rest, verifyThresholdL2 };
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
 * The built-in policies, those of the site's own calibrations, those typed into the manifests of added models, and those
 * typed at the site; later ones replace earlier ones. An added model without any is not among them.
 *
 * @throws {CoordinatorError} `MODEL_POLICY_FILE_INVALID`
 */
export async function loadModelPolicies({
  policiesFile,
  calibrationsDir,
  modelsDir,
}: ModelPolicySources = {}): Promise<ReadonlyMap<string, ModelPolicy>> {
  const policies = new Map(builtInModelPolicies().map((policy) => [policy.modelId, policy]));
  const calibrations = calibrationsDir === undefined ? [] : await readCalibrations(calibrationsDir);
  const added = modelsDir === undefined ? [] : await readAddedModels(modelsDir);
  for (const calibration of calibrations) {
    const dimension = policies.get(calibration.modelId)?.dimension;
    // Of a model that neither ships nor was added nothing else is known; its typed policy says all.
    if (dimension === undefined) continue;
    policies.set(calibration.modelId, policyOf(calibratedThresholds({ dimension, calibration })));
  }
  for (const model of added.filter(({ id }) => !policies.has(id))) {
    const policy = addedModelPolicy(model, calibrations);
    if (policy) policies.set(model.id, policy);
  }
  for (const own of policiesFile === undefined ? [] : await readPolicyFile(policiesFile)) {
    policies.set(own.modelId, own);
  }
  return policies;
}

/** A calibration counts for the version that it was fitted on and no other: that is another network. */
function addedModelPolicy(
  { id: modelId, version, dimension, thresholds, licence, source, trainingData }: AddedModel,
  calibrations: readonly Calibration[],
): ModelPolicy | undefined {
  const calibration = calibrations.find((one) => one.modelId === modelId && one.modelVersion === version);
  const known = thresholds
    ? { modelId, dimension, ...thresholds }
    : calibration && calibratedThresholds({ dimension, calibration });
  return known && { ...policyOf(known), provenance: { version, licence, source, trainingData } };
}

async function readCalibrations(dir: string): Promise<Calibration[]> {
  const files = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw unusable(dir, error);
  });
  const names = files.filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = join(dir, name);
      try {
        return parseCalibrationFile(JSON.parse(await readFile(file, 'utf8'))).calibration;
      } catch (error) {
        throw unusable(file, error);
      }
    }),
  );
}

async function readPolicyFile(file: string): Promise<ModelPolicy[]> {
  try {
    return z.array(policySchema).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): CoordinatorError {
  return new CoordinatorError(
    'MODEL_POLICY_FILE_INVALID',
    `The thresholds in ${file} cannot be used: ${errorMessage(cause)}. Correct the file, or remove it to use the built-in ones.`,
    { context: { file }, cause },
  );
}

/** @throws {CoordinatorError} `MODEL_POLICY_UNKNOWN` when nothing is known about the model's distances */
export function modelPolicyFor(policies: ReadonlyMap<string, ModelPolicy>, modelId: string): ModelPolicy {
  const policy = policies.get(modelId);
  if (policy) return policy;
  throw new CoordinatorError(
    'MODEL_POLICY_UNKNOWN',
    `Nothing is decided with the model "${modelId}": no thresholds are known for it as it is now. Known: ${[...policies.keys()].join(', ')}. Calibrate it with portero calibrate fit --model ${modelId} --images DIR, or type thresholds into its manifest or into model-policies.json in the data directory.`,
    { context: { modelId } },
  );
}
