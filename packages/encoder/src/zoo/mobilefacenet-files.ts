import { readFile } from 'node:fs/promises';
import { packagedFile, readVerified } from '../weights/weight-file.ts';
import { MOBILEFACENET_WEIGHTS } from './packaged-weights.ts';

/**
 * The graph of mobilefacenet as it ships, and its verified weights.
 *
 * @throws {EncoderError} MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID
 */
export async function readMobileFaceNet(): Promise<{ graphJson: string; bytes: Uint8Array }> {
  const { manifest, binary, sha256 } = MOBILEFACENET_WEIGHTS;
  const bytes = await readVerified(packagedFile(MOBILEFACENET_WEIGHTS, binary), sha256);
  const graphJson = await readFile(packagedFile(MOBILEFACENET_WEIGHTS, manifest), 'utf8');
  return { graphJson, bytes };
}
