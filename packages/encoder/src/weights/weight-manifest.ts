import { z } from 'zod';
import { EncoderError } from '../encoder-error.ts';
import type { WeightArray, WeightSet } from './weight-set.ts';

const BYTES_PER_ELEMENT = { float32: 4, int32: 4, uint8: 1 } as const;

const weightSpecSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.enum(['float32', 'int32']),
  quantization: z.object({ dtype: z.literal('uint8'), scale: z.number(), min: z.number() }).optional(),
});

/** The `weights_manifest` of TensorFlow.js: groups of weights, each group one run of bytes. */
export const weightManifestSchema = z.array(
  z.object({ paths: z.array(z.string()), weights: z.array(weightSpecSchema) }),
);
export type WeightSpec = z.infer<typeof weightSpecSchema>;

/**
 * Cuts the bytes of a weight file into its arrays. A quantised array holds bytes q that stand for q × scale + min.
 *
 * @param specs in the order of the file
 * @throws {EncoderError} MODEL_WEIGHTS_INVALID when the file is shorter or longer than its manifest says
 */
export function decodeWeights(specs: readonly WeightSpec[], bytes: Uint8Array, file: string): WeightSet {
  const weights = new Map<string, WeightArray>();
  let offset = 0;
  for (const spec of specs) {
    const length = spec.shape.reduce((product, size) => product * size, 1);
    const byteLength = length * BYTES_PER_ELEMENT[spec.quantization?.dtype ?? spec.dtype];
    if (offset + byteLength > bytes.byteLength) throw wrongLength(file, bytes.byteLength);
    // A copy, so that the values are aligned to four bytes wherever they lay in the file.
    const part = new Uint8Array(bytes.subarray(offset, offset + byteLength));
    weights.set(spec.name, { shape: spec.shape, values: decodeArray(spec, part) });
    offset += byteLength;
  }
  if (offset !== bytes.byteLength) throw wrongLength(file, bytes.byteLength);
  return weights;
}

function decodeArray({ dtype, quantization }: WeightSpec, part: Uint8Array<ArrayBuffer>): Float32Array {
  if (!quantization) {
    return dtype === 'int32' ? Float32Array.from(new Int32Array(part.buffer)) : new Float32Array(part.buffer);
  }
  const { scale, min } = quantization;
  const values = new Float32Array(part.length);
  for (let index = 0; index < part.length; index++) values[index] = part[index]! * scale + min;
  return values;
}

function wrongLength(file: string, byteLength: number): EncoderError {
  return new EncoderError(
    'MODEL_WEIGHTS_INVALID',
    `The weight file ${file} has ${byteLength} bytes, which is not what its manifest says. Install the package again.`,
    { context: { file, byteLength } },
  );
}
