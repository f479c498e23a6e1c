import { createHash } from 'node:crypto';
import { IMPORTED_FILES } from '../../src/weights/imported-weights.ts';
import { replaceFolder } from '../../src/weights/model-folder.ts';
import { noiseWeights } from '../nn4-small2-formula.ts';

/** Leaves nn4-small2 in a models folder as an import would, its weights noise. */
export async function importNoise(modelsDir: string): Promise<void> {
  const weights = [...noiseWeights()];
  const binary = Buffer.concat(weights.map(([, { values }]) => new Uint8Array(values.buffer)));
  const specs = weights.map(([name, { shape }]) => ({ name, shape, dtype: 'float32' }));
  await replaceFolder(modelsDir, 'nn4-small2', {
    [IMPORTED_FILES.binary]: binary,
    [IMPORTED_FILES.manifest]: JSON.stringify([{ paths: [IMPORTED_FILES.binary], weights: specs }]),
    [IMPORTED_FILES.provenance]: JSON.stringify({
      sha256: createHash('sha256').update(binary).digest('hex'),
      source: 'noise',
      importedAt: '2026-01-01T00:00:00.000Z',
    }),
  });
}
