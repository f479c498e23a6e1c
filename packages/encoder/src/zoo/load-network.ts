import { readFile } from 'node:fs/promises';
import type { ProjectionManifest } from '../added/added-manifest.ts';
import { loadAddedNetwork } from '../added/load-added-network.ts';
import { requireBase } from '../added/projection-base.ts';
import { EncoderError } from '../encoder-error.ts';
import type { TemplateNetwork } from '../networks/embedding-network.ts';
import { loadMobileFaceNet } from '../networks/mobilefacenet.ts';
import { loadNn4Small2 } from '../networks/nn4-small2.ts';
import { createPixelsNetwork } from '../networks/pixels.ts';
import { loadResNet128 } from '../networks/resnet-128.ts';
import { readImportedWeights } from '../weights/imported-weights.ts';
import { packagedFile, readPackagedWeights, readVerified } from '../weights/weight-file.ts';
import { getModel } from './list-models.ts';
import { MODEL_ID } from './model-manifest.ts';
import { MOBILEFACENET_WEIGHTS, RESNET_128_WEIGHTS } from './packaged-weights.ts';

type NetworkLoader = (modelsDir: string) => Promise<TemplateNetwork>;

const LOADERS: Readonly<Record<string, NetworkLoader>> = {
  'mobilefacenet-192': loadPackagedMobileFaceNet,
  'resnet-128': async () => loadResNet128(await readPackagedWeights(RESNET_128_WEIGHTS)),
  'nn4-small2': async (modelsDir) => loadNn4Small2(await readImportedWeights(modelsDir, 'nn4-small2')),
  pixels: async () => createPixelsNetwork(),
};

/**
 * Loads a network, shipped or added, onto the engine of this thread, its weights verified.
 *
 * @throws {EncoderError} MODEL_UNKNOWN, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID, and for an added one
 *   MODEL_MANIFEST_INVALID, MODEL_RUNTIME_MISSING, MODEL_UNFIT, MODEL_BASE_CHANGED
 */
export async function loadNetwork(modelId: string, modelsDir: string): Promise<TemplateNetwork> {
  const load = LOADERS[modelId];
  if (load) return load(modelsDir);
  const added = MODEL_ID.test(modelId)
    ? await loadAddedNetwork(modelsDir, modelId, (projection) => loadBase(projection, modelsDir))
    : undefined;
  if (added) return added;
  throw new EncoderError(
    'MODEL_UNKNOWN',
    `There is no network for the model "${modelId}". Choose one of ${Object.keys(LOADERS).join(', ')}.`,
    { context: { model: modelId } },
  );
}

async function loadBase(projection: ProjectionManifest, modelsDir: string): Promise<TemplateNetwork> {
  requireBase(projection, await getModel(projection.base.id, { modelsDir }));
  return loadNetwork(projection.base.id, modelsDir);
}

async function loadPackagedMobileFaceNet(): Promise<TemplateNetwork> {
  const { graphJson, bytes } = await readMobileFaceNet();
  return loadMobileFaceNet(graphJson, bytes);
}

/** The graph of mobilefacenet as it ships, and its verified weights. @throws {EncoderError} as {@link loadNetwork} */
export async function readMobileFaceNet(): Promise<{ graphJson: string; bytes: Uint8Array }> {
  const { manifest, binary, sha256 } = MOBILEFACENET_WEIGHTS;
  const bytes = await readVerified(packagedFile(MOBILEFACENET_WEIGHTS, binary), sha256);
  const graphJson = await readFile(packagedFile(MOBILEFACENET_WEIGHTS, manifest), 'utf8');
  return { graphJson, bytes };
}
