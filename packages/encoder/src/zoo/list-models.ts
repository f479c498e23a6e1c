import { join } from 'node:path';
import { thresholdsOfModel } from '@portero/biometrics';
import { errorMessage } from '@portero/runtime';
import { type AddedModelDeps, addedModel } from '../added/added-entry.ts';
import { type DamagedModel, readAddedModel, readAddedModels } from '../added/added-models.ts';
import { EncoderError } from '../encoder-error.ts';
import { readImportProvenance } from '../weights/imported-weights.ts';
import { packageFolder } from '../weights/package-folder.ts';
import { MODEL_ID, type ModelId, type ModelManifest, modelEntrySchema } from './model-manifest.ts';
import { MODELS, type ZooModel } from './models.ts';

/** Where imported models live unless a caller says otherwise. */
export const DEFAULT_MODELS_DIR = join('.portero', 'models');

export interface ModelPlace {
  /** @defaultValue './.portero/models' */
  modelsDir?: string;
  /** Where the site's own calibrations are, from which added models have their thresholds. @defaultValue none */
  calibrationsDir?: string;
}

/** Every model that can be used or made ready here: the shipped ones, the default first, then the added by id. */
export async function listModels(place: ModelPlace = {}): Promise<ModelManifest[]> {
  const { modelsDir = DEFAULT_MODELS_DIR } = place;
  const shipped = await Promise.all(MODELS.map((model) => locate(model, modelsDir)));
  const { usable } = await ownModels(place);
  return [...shipped, ...usable];
}

/** Folders of added models that cannot be used, and why. */
export async function listDamagedModels(place: ModelPlace = {}): Promise<DamagedModel[]> {
  return (await ownModels(place)).damaged;
}

async function ownModels(place: ModelPlace): Promise<{ usable: ModelManifest[]; damaged: DamagedModel[] }> {
  const { models, damaged } = await readAddedModels(place.modelsDir ?? DEFAULT_MODELS_DIR);
  const usable: ModelManifest[] = [];
  for (const model of models) {
    if (isShipped(model.id)) damaged.push({ id: model.id, problem: TAKEN });
    else {
      try {
        usable.push(await addedModel(model, depsOf(place)));
      } catch (error) {
        damaged.push({ id: model.id, problem: errorMessage(error) });
      }
    }
  }
  return { usable, damaged };
}

const TAKEN = 'its id is that of a model that ships with Portero, which is used; add it under another id';

function depsOf(place: ModelPlace): AddedModelDeps {
  return { calibrationsDir: place.calibrationsDir, find: (id) => getModel(id, place) };
}

/** @throws {EncoderError} MODEL_UNKNOWN; MODEL_MANIFEST_INVALID, MODEL_BASE_CHANGED for an added one that is damaged */
export async function getModel(id: ModelId, place: ModelPlace = {}): Promise<ModelManifest> {
  const { modelsDir = DEFAULT_MODELS_DIR } = place;
  const shipped = MODELS.find(({ entry }) => entry.id === id);
  if (shipped) return locate(shipped, modelsDir);
  const added = MODEL_ID.test(id) ? await readAddedModel(modelsDir, id) : undefined;
  if (added) return addedModel(added, depsOf(place));
  const known = (await listModels(place)).map((model) => model.id).join(', ');
  throw new EncoderError(
    'MODEL_UNKNOWN',
    `There is no model "${id}". Choose one of ${known}, or add it with \`portero model add\`.`,
    { context: { model: id } },
  );
}

/** Whether the id is one of Portero's own, which no added model can take. */
export function isShipped(id: ModelId): boolean {
  return MODELS.some(({ entry }) => entry.id === id);
}

/** As they are for a building of usual size; a coordinator derives them anew for each gallery. */
function thresholdsOf(modelId: ModelId) {
  const { dimension, pairThresholdL2, identifyThresholdL2, marginL2 } = thresholdsOfModel(modelId)!;
  return { dimension, threshold: pairThresholdL2, identifyThreshold: identifyThresholdL2, margin: marginL2 };
}

async function locate({ entry, weights }: ZooModel, modelsDir: string): Promise<ModelManifest> {
  const entryAndThresholds = modelEntrySchema.parse({ ...entry, ...thresholdsOf(entry.id) });
  const manifest = { ...entryAndThresholds, origin: 'shipped' } as const;
  if (weights === 'none') return { ...manifest, sha256: '', state: 'ready' };
  if (weights === 'imported') {
    const provenance = await readImportProvenance(modelsDir, manifest.id);
    return { ...manifest, sha256: provenance?.sha256 ?? '', state: provenance ? 'ready' : 'missing-weights' };
  }
  const installed = packageFolder(weights.packageName) !== undefined;
  return { ...manifest, sha256: weights.sha256, state: installed ? 'ready' : 'missing-weights' };
}
