import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EncoderError } from '../encoder-error.ts';
import { packageFolder } from './package-folder.ts';
import { decodeWeights, weightManifestSchema } from './weight-manifest.ts';
import type { WeightSet } from './weight-set.ts';

/** A weight file inside an npm package, pinned by its digest. */
export interface PackagedWeights {
  readonly packageName: string;
  /** Paths inside the package. */
  readonly manifest: string;
  readonly binary: string;
  /** Of the binary, lower-case hex. */
  readonly sha256: string;
}

/** @throws {EncoderError} MODEL_WEIGHTS_MISSING when the package is not installed */
export function packagedFile(weights: PackagedWeights, path: string): string {
  const folder = packageFolder(weights.packageName);
  if (folder) return join(folder, path);
  throw new EncoderError(
    'MODEL_WEIGHTS_MISSING',
    `The weights ${path} are in the npm package ${weights.packageName}, which is not installed. Run npm install.`,
    { context: { packageName: weights.packageName } },
  );
}

/**
 * Reads a weight file and checks its digest, so that a network never runs on weights other than those it was
 * measured with.
 *
 * @param fix what a person does about a file that is not right
 * @throws {EncoderError} MODEL_WEIGHTS_MISSING, or MODEL_WEIGHTS_INVALID when the digest differs
 */
export async function readVerified(
  file: string,
  sha256: string,
  fix = 'Install its package again.',
): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new EncoderError('MODEL_WEIGHTS_MISSING', `The weight file ${file} cannot be read. ${fix}`, {
      cause,
      context: { file },
    });
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === sha256) return bytes;
  throw new EncoderError(
    'MODEL_WEIGHTS_INVALID',
    `The weight file ${file} has the sha256 ${found} instead of ${sha256}. ${fix}`,
    { context: { file, found, expected: sha256 } },
  );
}

/** The weights of a network from an npm package, by their names. */
export async function readPackagedWeights(weights: PackagedWeights): Promise<WeightSet> {
  const manifestFile = packagedFile(weights, weights.manifest);
  const binaryFile = packagedFile(weights, weights.binary);
  return readWeightFiles(manifestFile, binaryFile, weights.sha256);
}

/** The weights of a `weights_manifest` file and of the binary beside it. */
export async function readWeightFiles(
  manifestFile: string,
  binaryFile: string,
  sha256: string,
): Promise<WeightSet> {
  const bytes = await readVerified(binaryFile, sha256);
  const text = await readFile(manifestFile, 'utf8').catch((cause: unknown) => {
    throw new EncoderError('MODEL_WEIGHTS_MISSING', `The manifest ${manifestFile} cannot be read.`, {
      cause,
      context: { file: manifestFile },
    });
  });
  return decodeWeights(parseManifest(text, manifestFile), bytes, binaryFile);
}

function parseManifest(text: string, file: string) {
  try {
    return weightManifestSchema.parse(JSON.parse(text)).flatMap((group) => group.weights);
  } catch (cause) {
    throw new EncoderError('MODEL_WEIGHTS_INVALID', `The manifest ${file} is not a weights manifest.`, {
      cause,
      context: { file },
    });
  }
}
