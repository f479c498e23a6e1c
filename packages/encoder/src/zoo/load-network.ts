import type { ProjectionManifest } from '../added/added-manifest.ts';
import { loadAddedNetwork } from '../added/load-added-network.ts';
import { requireBase } from '../added/projection-base.ts';
import { EncoderError } from '../encoder-error.ts';
import { type NetworkPlace, networkLoader, sessionPlaceOf } from '../engines/load-pixel-network.ts';
import { encoderOf, type TemplateNetwork } from '../networks/embedding-network.ts';
import { createPixelsNetwork } from '../networks/pixels.ts';
import { getModel } from './list-models.ts';
import { MODEL_ID } from './model-manifest.ts';

const SHIPPED_NETWORKS = ['mobilefacenet-192', 'resnet-128', 'nn4-small2'] as const;

/**
 * Loads an encoder, shipped or added, onto the engine of this thread, its weights verified.
 *
 * @throws {EncoderError} MODEL_UNKNOWN, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID, and for an added one
 *   MODEL_MANIFEST_INVALID, MODEL_RUNTIME_MISSING, MODEL_UNFIT, MODEL_BASE_CHANGED
 */
export async function loadNetwork(modelId: string, place: NetworkPlace): Promise<TemplateNetwork> {
  if (modelId === 'pixels') return createPixelsNetwork();
  const shipped = SHIPPED_NETWORKS.find((id) => id === modelId);
  if (shipped) {
    const load = await networkLoader(place);
    return encoderOf(await load(shipped));
  }
  const added = MODEL_ID.test(modelId) ? await loadAdded(modelId, place) : undefined;
  if (added) return added;
  throw new EncoderError(
    'MODEL_UNKNOWN',
    `There is no network for the model "${modelId}". Choose one of ${[...SHIPPED_NETWORKS, 'pixels'].join(', ')}.`,
    { context: { model: modelId } },
  );
}

function loadAdded(modelId: string, place: NetworkPlace): Promise<TemplateNetwork | undefined> {
  return loadAddedNetwork(modelId, {
    modelsDir: place.modelsDir,
    sessionPlace: sessionPlaceOf(place),
    loadBase: (projection) => loadBase(projection, place),
  });
}

async function loadBase(projection: ProjectionManifest, place: NetworkPlace): Promise<TemplateNetwork> {
  const { id } = projection.base;
  requireBase(projection, await getModel(id, { modelsDir: place.modelsDir }));
  return loadNetwork(id, place);
}
