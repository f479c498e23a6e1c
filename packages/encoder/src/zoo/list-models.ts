import { join } from 'node:path';
import { thresholdsOfModel } from '@portero/biometrics';
import { EncoderError } from '../encoder-error.ts';
import { readImportProvenance } from '../weights/imported-weights.ts';
import { packageFolder } from '../weights/package-folder.ts';
import { type ModelId, type ModelManifest, modelEntrySchema } from './model-manifest.ts';
import { MODELS, type ZooModel } from './models.ts';

/** Where imported models live unless a caller says otherwise. */
export const DEFAULT_MODELS_DIR = join('.portero', 'models');

export interface ModelPlace {
  /** @defaultValue './.portero/models' */
  modelsDir?: string;
}

/** Every model of the zoo and whether its weights are here, the default model first. */
export async function listModels({
  modelsDir = DEFAULT_MODELS_DIR,
}: ModelPlace = {}): Promise<ModelManifest[]> {
  return Promise.all(MODELS.map((model) => locate(model, modelsDir)));
}

/** @throws {EncoderError} MODEL_UNKNOWN */
export async function getModel(id: ModelId, place: ModelPlace = {}): Promise<ModelManifest> {
  const models = await listModels(place);
  const model = models.find((one) => one.id === id);
  if (model) return model;
  throw new EncoderError(
    'MODEL_UNKNOWN',
    `There is no model "${id}". Choose one of ${models.map((one) => one.id).join(', ')}.`,
    { context: { model: id } },
  );
}

/** As they are for a building of usual size; a coordinator derives them anew for each gallery. */
function thresholdsOf(modelId: ModelId) {
  const { dimension, pairThresholdL2, identifyThresholdL2, marginL2 } = thresholdsOfModel(modelId)!;
  return { dimension, threshold: pairThresholdL2, identifyThreshold: identifyThresholdL2, margin: marginL2 };
}

async function locate({ entry, weights }: ZooModel, modelsDir: string): Promise<ModelManifest> {
  const manifest = modelEntrySchema.parse({ ...entry, ...thresholdsOf(entry.id) });
  if (weights === 'none') return { ...manifest, sha256: '', state: 'ready' };
  if (weights === 'imported') {
    const provenance = await readImportProvenance(modelsDir, manifest.id);
    return { ...manifest, sha256: provenance?.sha256 ?? '', state: provenance ? 'ready' : 'missing-weights' };
  }
  const installed = packageFolder(weights.packageName) !== undefined;
  return { ...manifest, sha256: weights.sha256, state: installed ? 'ready' : 'missing-weights' };
}
