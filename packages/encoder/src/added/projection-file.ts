import type { Projection } from '@portero/biometrics';
import { EncoderError } from '../encoder-error.ts';
import type { ProjectionManifest } from './added-manifest.ts';
import type { ModelFiles } from './load-added-network.ts';

/** The matrix, row after row, as float32 in little-endian order. */
export const PROJECTION_FILE = 'projection.bin';

export function projectionBytes({ matrix }: Projection): Uint8Array {
  const bytes = Buffer.alloc(matrix.length * 4);
  for (const [index, value] of matrix.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes;
}

/** @throws {EncoderError} MODEL_WEIGHTS_INVALID for a matrix of another size, or with NaN or infinity */
export function projectionIn(
  { id, dimension }: Pick<ProjectionManifest, 'id' | 'dimension'>,
  files: ModelFiles,
): Projection {
  const bytes = Buffer.from(files.get(PROJECTION_FILE) ?? []);
  const size = dimension * dimension;
  const matrix = Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    bytes.readFloatLE(index * 4),
  );
  if (bytes.length === size * 4 && matrix.every(Number.isFinite)) return { dimension, matrix };
  throw new EncoderError(
    'MODEL_WEIGHTS_INVALID',
    `The file ${PROJECTION_FILE} of the model ${id} is not a matrix of ${dimension} × ${dimension} numbers. Remove the model with \`portero adapt discard ${id}\` and adapt anew.`,
    { context: { model: id, bytes: bytes.length, expected: size * 4 } },
  );
}
