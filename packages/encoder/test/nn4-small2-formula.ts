import type { Nn4Weight } from '../src/networks/nn4-small2/weight-list.ts';
import { elementCount, nn4Small2Weights } from '../src/networks/nn4-small2/weight-list.ts';
import type { WeightSet } from '../src/weights/weight-set.ts';

/** `nn4-small2.json` of the data folder: the network computed with TensorFlow on weights and an image from formulas. */
export interface Nn4Reference {
  parameters: number;
  layers: [name: string, ...shapes: number[][]][];
  embedding: number[];
}

/** s · sin(0.37 i + p), i counting in the order of the CSV file. */
function wave(length: number, scale: number, phase: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => scale * Math.sin(0.37 * index + phase));
}

/** The values of one array in the order of its CSV file, as the reference's `weights` states them. */
export function formulaValues({ name, kind, fileShape }: Nn4Weight): Float32Array {
  const length = elementCount(fileShape);
  const [, ...fanIn] = fileShape;
  if (kind === 'conv-filter' || kind === 'dense-matrix')
    return wave(length, Math.sqrt(6 / elementCount(fanIn)), 1);
  if (!/bn\d?_[wbmv]$/.test(name)) return wave(length, 0.01, 2);
  if (name.endsWith('_w')) return wave(length, 0.1, 3).map((value) => 1 + value);
  if (name.endsWith('_b')) return wave(length, 0.05, 4);
  if (name.endsWith('_m')) return wave(length, 0.02, 5);
  return wave(length, 0.5, 6).map((value) => 1 + Math.abs(value));
}

/** The reference's image: (3, 96, 96), RGB in [0, 1]. */
export function formulaImage(): Float32Array {
  const image = new Float32Array(3 * 96 * 96);
  for (let channel = 0; channel < 3; channel++) {
    for (let row = 0; row < 96; row++) {
      for (let column = 0; column < 96; column++) {
        image[(channel * 96 + row) * 96 + column] =
          0.5 + 0.5 * Math.sin(0.1 * (row + 1) * (channel + 1)) * Math.cos(0.07 * (column + 1));
      }
    }
  }
  return image;
}

/**
 * Weights without a pattern, of a size at which no layer dies or drowns the others, from a small fixed generator. The
 * waves above give nearly one embedding for every image, so by themselves they would let a wrong layer pass.
 */
export function noiseWeights(): WeightSet {
  let state = 1;
  // Numerical Recipes' generator, the high bits of it; uniform in [−1, 1).
  const noise = (length: number, scale: number) =>
    Float32Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state / 2 ** 31 - 1) * scale;
    });
  return new Map(
    nn4Small2Weights().map((weight) => {
      const length = elementCount(weight.shape);
      const fanIn = elementCount(weight.fileShape.slice(1));
      const wide = weight.kind === 'conv-filter' || weight.kind === 'dense-matrix';
      const gamma = /bn\d?_w$/.test(weight.name);
      const values = wide ? noise(length, Math.sqrt(6 / fanIn)) : noise(length, 0.3);
      if (gamma || weight.kind === 'variance')
        values.forEach((value, index) => {
          values[index] = value + (gamma ? 1 : 0.5);
        });
      return [weight.name, { shape: weight.shape, values }];
    }),
  );
}
