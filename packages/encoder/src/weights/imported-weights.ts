import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EncoderError } from '../encoder-error.ts';
import { readWeightFiles } from './weight-file.ts';
import type { WeightSet } from './weight-set.ts';

/**
 * What an import leaves in `<modelsDir>/<model id>/`: the weights as TensorFlow.js writes them (a `weights_manifest`
 * and float32 bytes, little-endian), and beside them where they came from.
 */
export const IMPORTED_FILES = {
  manifest: 'weights.json',
  binary: 'weights.bin',
  provenance: 'provenance.json',
} as const;

export const importProvenanceSchema = z.object({
  /** Of `weights.bin`, lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Where the weights were imported from, for people. */
  source: z.string().min(1),
  importedAt: z.iso.datetime(),
});
export type ImportProvenance = z.infer<typeof importProvenanceSchema>;

/**
 * @returns undefined when the model was never imported
 * @throws {EncoderError} MODEL_WEIGHTS_INVALID when the record of the import is damaged
 */
export async function readImportProvenance(
  modelsDir: string,
  modelId: string,
): Promise<ImportProvenance | undefined> {
  const file = join(modelsDir, modelId, IMPORTED_FILES.provenance);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return importProvenanceSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new EncoderError(
      'MODEL_WEIGHTS_INVALID',
      `The record ${file} of the imported model ${modelId} is damaged. Import the model again.`,
      { cause, context: { modelId, file } },
    );
  }
}

/** @throws {EncoderError} MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID */
export async function readImportedWeights(modelsDir: string, modelId: string): Promise<WeightSet> {
  const provenance = await readImportProvenance(modelsDir, modelId);
  const folder = join(modelsDir, modelId);
  if (!provenance) {
    throw new EncoderError(
      'MODEL_WEIGHTS_MISSING',
      `The model ${modelId} has no weights in ${folder}. Import them with \`portero model import\`.`,
      { context: { modelId, folder } },
    );
  }
  return readWeightFiles(
    join(folder, IMPORTED_FILES.manifest),
    join(folder, IMPORTED_FILES.binary),
    provenance.sha256,
  );
}
