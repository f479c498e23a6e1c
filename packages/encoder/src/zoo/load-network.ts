import { readFile } from 'node:fs/promises';
import { EncoderError } from '../encoder-error.ts';
import type { EmbeddingNetwork } from '../networks/embedding-network.ts';
import { loadMobileFaceNet } from '../networks/mobilefacenet.ts';
import { loadNn4Small2 } from '../networks/nn4-small2.ts';
import { createPixelsNetwork } from '../networks/pixels.ts';
import { loadResNet128 } from '../networks/resnet-128.ts';
import { readImportedWeights } from '../weights/imported-weights.ts';
import { packagedFile, readPackagedWeights, readVerified } from '../weights/weight-file.ts';
import { MOBILEFACENET_WEIGHTS, RESNET_128_WEIGHTS } from './packaged-weights.ts';

type NetworkLoader = (modelsDir: string) => Promise<EmbeddingNetwork>;

const LOADERS: Readonly<Record<string, NetworkLoader>> = {
  'mobilefacenet-192': loadPackagedMobileFaceNet,
  'resnet-128': async () => loadResNet128(await readPackagedWeights(RESNET_128_WEIGHTS)),
  'nn4-small2': async (modelsDir) => loadNn4Small2(await readImportedWeights(modelsDir, 'nn4-small2')),
  pixels: async () => createPixelsNetwork(),
};

/**
 * Loads a network of the zoo onto the engine of this thread, its weights verified.
 *
 * @throws {EncoderError} MODEL_UNKNOWN, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID
 */
export async function loadNetwork(modelId: string, modelsDir: string): Promise<EmbeddingNetwork> {
  const load = LOADERS[modelId];
  if (load) return load(modelsDir);
  throw new EncoderError(
    'MODEL_UNKNOWN',
    `There is no network for the model "${modelId}". Choose one of ${Object.keys(LOADERS).join(', ')}.`,
    { context: { model: modelId } },
  );
}

async function loadPackagedMobileFaceNet(): Promise<EmbeddingNetwork> {
  const { manifest, binary, sha256 } = MOBILEFACENET_WEIGHTS;
  const bytes = await readVerified(packagedFile(MOBILEFACENET_WEIGHTS, binary), sha256);
  const graph = await readFile(packagedFile(MOBILEFACENET_WEIGHTS, manifest), 'utf8');
  return loadMobileFaceNet(graph, bytes);
}
