import type { WeightArray } from '../weights/weight-set.ts';

/** The filter of a convolution, (height, width, in, out) as TensorFlow has it, in ONNX's order (out, in, height, width). */
export function convFilter({ shape, values }: WeightArray): WeightArray {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  return permuted([outputs, inputs, height, width], (output, input, y, x) => {
    return values[((y * width + x) * inputs + input) * outputs + output]!;
  });
}

/**
 * The filter of a depthwise convolution, (height, width, in, multiplier), as that of a convolution in as many groups as
 * it has inputs: (in · multiplier, 1, height, width).
 */
export function depthwiseFilter({ shape, values }: WeightArray): WeightArray {
  const [height, width, inputs, multiplier] = shape as [number, number, number, number];
  const outputs = inputs * multiplier;
  return permuted(
    [outputs, 1, height, width],
    (output, _, y, x) => values[(y * width + x) * outputs + output]!,
  );
}

function permuted(
  shape: readonly [number, number, number, number],
  at: (a: number, b: number, c: number, d: number) => number,
): WeightArray {
  const values = new Float32Array(shape[0] * shape[1] * shape[2] * shape[3]);
  let index = 0;
  for (let a = 0; a < shape[0]; a++) {
    for (let b = 0; b < shape[1]; b++) {
      for (let c = 0; c < shape[2]; c++) {
        for (let d = 0; d < shape[3]; d++) values[index++] = at(a, b, c, d);
      }
    }
  }
  return { shape, values };
}

/**
 * Zeros on each side of an axis as TensorFlow's "SAME" has them: where their number is odd, one more behind.
 *
 * @returns zeros before and behind, and the size that comes out
 */
export function samePadding(size: number, kernel: number, stride: number) {
  const out = Math.ceil(size / stride);
  const zeros = Math.max((out - 1) * stride + kernel - size, 0);
  const before = Math.floor(zeros / 2);
  return { before, behind: zeros - before, out };
}
