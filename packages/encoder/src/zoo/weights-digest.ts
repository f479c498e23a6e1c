import { EncoderError } from '../encoder-error.ts';
import type { NetworkName } from '../networks/pixel-network.ts';
import { readImportProvenance } from '../weights/imported-weights.ts';
import type { PackagedWeights } from '../weights/weight-file.ts';
import {
  LANDMARK_WEIGHTS,
  MOBILEFACENET_WEIGHTS,
  RESNET_128_WEIGHTS,
  SSD_FACE_WEIGHTS,
  TINY_FACE_WEIGHTS,
} from './packaged-weights.ts';

const PACKAGED: Readonly<Record<Exclude<NetworkName, 'nn4-small2'>, PackagedWeights>> = {
  'tiny-face': TINY_FACE_WEIGHTS,
  'ssd-face': SSD_FACE_WEIGHTS,
  landmarks: LANDMARK_WEIGHTS,
  'mobilefacenet-192': MOBILEFACENET_WEIGHTS,
  'resnet-128': RESNET_128_WEIGHTS,
};

/**
 * What the weights of a network that ships must be: their sha256, lower-case hex, without reading them.
 *
 * @throws {EncoderError} MODEL_WEIGHTS_MISSING for imported ones that were not, MODEL_WEIGHTS_INVALID
 */
export async function weightsDigest(name: NetworkName, modelsDir: string): Promise<string> {
  if (name !== 'nn4-small2') return PACKAGED[name].sha256;
  const provenance = await readImportProvenance(modelsDir, name);
  if (provenance) return provenance.sha256;
  throw new EncoderError(
    'MODEL_WEIGHTS_MISSING',
    `The model ${name} has no weights in ${modelsDir}. Import them with \`portero model import-openface\`.`,
    { context: { model: name, modelsDir } },
  );
}
