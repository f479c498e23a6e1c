import { createHash } from 'node:crypto';
import { nn4Small2Weights } from './networks/nn4-small2/weight-list.ts';
import { findWeightFiles, readWeightCsv } from './openface-import/csv-files.ts';
import { IMPORTED_FILES, type ImportProvenance } from './weights/imported-weights.ts';
import { replaceFolder } from './weights/model-folder.ts';
import type { WeightSpec } from './weights/weight-manifest.ts';
import { getModel } from './zoo/list-models.ts';
import type { ModelManifest } from './zoo/model-manifest.ts';

const MODEL_ID = 'nn4-small2';

/**
 * Imports the weights of nn4.small2 as OpenFace's users pass them on: CSV files named `{layer}_{w,b,m,v}.csv`, as in
 * Keras-OpenFace and in the notebook's `weights.zip`. Every file is checked before anything is written.
 *
 * Thereafter the model is ready in `modelsDir`, at the notebook's threshold of 0.7.
 *
 * @param dir the folder with the CSV files
 * @param modelsDir where imported models live; created if need be. An earlier import of the model is replaced
 * @returns the model as the zoo now reports it
 * @throws {EncoderError} MODEL_WEIGHTS_INVALID naming the file, and the line where there is one
 */
export async function importOpenFace(dir: string, modelsDir: string): Promise<ModelManifest> {
  const found = await findWeightFiles(dir, nn4Small2Weights());
  const digest = createHash('sha256');
  const specs: WeightSpec[] = [];
  const parts: Uint8Array[] = [];
  for (const csv of found) {
    const { buffer, byteOffset, byteLength } = await readWeightCsv(csv);
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    digest.update(bytes);
    parts.push(bytes);
    specs.push({ name: csv.weight.name, shape: [...csv.weight.shape], dtype: 'float32' });
  }
  const provenance: ImportProvenance = {
    sha256: digest.digest('hex'),
    source: 'OpenFace nn4.small2.v1, CSV files',
    importedAt: new Date().toISOString(),
  };
  await replaceFolder(modelsDir, MODEL_ID, {
    [IMPORTED_FILES.binary]: Buffer.concat(parts),
    [IMPORTED_FILES.manifest]: JSON.stringify([{ paths: [IMPORTED_FILES.binary], weights: specs }]),
    [IMPORTED_FILES.provenance]: JSON.stringify(provenance, undefined, 2),
  });
  return getModel(MODEL_ID, { modelsDir });
}
