import { convLayers, DENSE_INPUTS, EMBEDDING_SIZE } from './architecture.ts';

export type WeightKind = 'conv-filter' | 'dense-matrix' | 'vector' | 'variance';

/** One array of weights: its name is also the stem of its CSV file in OpenFace's export. */
export interface Nn4Weight {
  readonly name: string;
  readonly kind: WeightKind;
  /** As in the CSV file: convolutions (out, in, h, w), the dense matrix (out, in). */
  readonly fileShape: readonly number[];
  /** As TensorFlow wants it: convolutions (h, w, in, out), the dense matrix (in, out). */
  readonly shape: readonly number[];
}

/**
 * The 224 arrays of nn4.small2. After each name: `_w` filter or gamma, `_b` bias or beta, `_m` running mean, `_v`
 * running variance.
 */
export function nn4Small2Weights(): Nn4Weight[] {
  const vector = (name: string, length: number): Nn4Weight => {
    return { name, kind: 'vector', fileShape: [length], shape: [length] };
  };
  const weights = convLayers().flatMap(({ name, normName, kernel, inputs, outputs }): Nn4Weight[] => [
    {
      name: `${name}_w`,
      kind: 'conv-filter',
      fileShape: [outputs, inputs, kernel, kernel],
      shape: [kernel, kernel, inputs, outputs],
    },
    vector(`${name}_b`, outputs),
    vector(`${normName}_w`, outputs),
    vector(`${normName}_b`, outputs),
    vector(`${normName}_m`, outputs),
    { ...vector(`${normName}_v`, outputs), kind: 'variance' },
  ]);
  const dense: Nn4Weight = {
    name: 'dense_w',
    kind: 'dense-matrix',
    fileShape: [EMBEDDING_SIZE, DENSE_INPUTS],
    shape: [DENSE_INPUTS, EMBEDDING_SIZE],
  };
  return [...weights, dense, vector('dense_b', EMBEDDING_SIZE)];
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Puts the values of a CSV file into TensorFlow's order.
 * @param values as many as the shape has elements, in the order of the file
 */
export function toTensorOrder({ kind, fileShape }: Nn4Weight, values: Float32Array): Float32Array {
  if (kind !== 'conv-filter' && kind !== 'dense-matrix') return values;
  const [outputs, inputs, height = 1, width = 1] = fileShape as [number, number, number?, number?];
  const ordered = new Float32Array(values.length);
  const window = height * width;
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let position = 0; position < window; position++) {
        // (out, in, h, w) → (h, w, in, out); with a 1×1 window this is the transpose that the dense matrix needs.
        ordered[(position * inputs + input) * outputs + output] =
          values[(output * inputs + input) * window + position]!;
      }
    }
  }
  return ordered;
}
