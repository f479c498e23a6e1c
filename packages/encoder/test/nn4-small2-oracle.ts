import type { WeightSet } from '../src/weights/weight-set.ts';

/**
 * nn4.small2 written out as the course notebook's `inception_blocks_v2.py` reads, line by line: channels first, plain
 * loops, batch normalisation not folded, zeros padded explicitly. It shares nothing with the network under test but
 * the names of the weights, which it takes in TensorFlow's order.
 */
interface Maps {
  channels: number;
  size: number;
  /** [channel][row][column] in one run. */
  data: Float64Array;
}

function maps(channels: number, size: number): Maps {
  return { channels, size, data: new Float64Array(channels * size * size) };
}

function zeroPad({ channels, size, data }: Maps, before: number, after: number): Maps {
  const padded = maps(channels, size + before + after);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < size; row++) {
      const from = (channel * size + row) * size;
      padded.data.set(
        data.subarray(from, from + size),
        (channel * padded.size + row + before) * padded.size + before,
      );
    }
  }
  return padded;
}

function pool(kind: 'max' | 'average', stride: number, { channels, size, data }: Maps): Maps {
  const pooled = maps(channels, Math.floor((size - 3) / stride) + 1);
  for (let index = 0; index < pooled.data.length; index++) {
    const channel = Math.floor(index / pooled.size ** 2);
    const row = (Math.floor(index / pooled.size) % pooled.size) * stride;
    const column = (index % pooled.size) * stride;
    const window: number[] = [];
    for (let y = 0; y < 3; y++) {
      for (let x = 0; x < 3; x++) window.push(data[(channel * size + row + y) * size + column + x]!);
    }
    pooled.data[index] = kind === 'max' ? Math.max(...window) : window.reduce((a, b) => a + b) / 9;
  }
  return pooled;
}

function concatenate(...parts: Maps[]): Maps {
  const joined = maps(
    parts.reduce((sum, part) => sum + part.channels, 0),
    parts[0]!.size,
  );
  let offset = 0;
  for (const part of parts) {
    if (part.size !== joined.size) throw new Error(`branches of ${part.size} and ${joined.size} pixels`);
    joined.data.set(part.data, offset);
    offset += part.data.length;
  }
  return joined;
}

/** @param image (3, 96, 96), RGB in [0, 1] */
export function oracleEmbedding(weights: WeightSet, image: Float32Array): number[] {
  const values = (name: string) => weights.get(name)!.values;

  /** Conv2D, BatchNormalization and ReLU. */
  function conv(input: Maps, name: string, norm: string, stride = 1, epsilon = 1e-5): Maps {
    const { shape, values: filter } = weights.get(`${name}_w`)!;
    const [height, width, inputs, outputs] = shape as [number, number, number, number];
    const result = maps(outputs, Math.floor((input.size - height) / stride) + 1);
    for (let row = 0; row < result.size; row++) {
      for (let column = 0; column < result.size; column++) {
        const sums = Float64Array.from(values(`${name}_b`));
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            for (let channel = 0; channel < inputs; channel++) {
              const at = (channel * input.size + row * stride + y) * input.size + column * stride + x;
              const pixel = input.data[at]!;
              const base = ((y * width + x) * inputs + channel) * outputs;
              for (let output = 0; output < outputs; output++)
                sums[output]! += pixel * filter[base + output]!;
            }
          }
        }
        for (let output = 0; output < outputs; output++) {
          const deviation = Math.sqrt(values(`${norm}_v`)[output]! + epsilon);
          const normal = (sums[output]! - values(`${norm}_m`)[output]!) / deviation;
          const scaled = normal * values(`${norm}_w`)[output]! + values(`${norm}_b`)[output]!;
          result.data[(output * result.size + row) * result.size + column] = Math.max(0, scaled);
        }
      }
    }
    return result;
  }

  const one = (x: Maps, layer: string) => conv(x, `${layer}_conv`, `${layer}_bn`);
  const two = (x: Maps, layer: string, pad: number, stride = 1) => {
    const reduced = zeroPad(conv(x, `${layer}_conv1`, `${layer}_bn1`), pad, pad);
    return conv(reduced, `${layer}_conv2`, `${layer}_bn2`, stride);
  };

  let x: Maps = { channels: 3, size: 96, data: Float64Array.from(image) };
  x = conv(zeroPad(x, 3, 3), 'conv1', 'bn1', 2, 0.001);
  x = pool('max', 2, zeroPad(x, 1, 1));
  x = conv(x, 'conv2', 'bn2');
  x = conv(zeroPad(x, 1, 1), 'conv3', 'bn3');
  x = pool('max', 2, zeroPad(x, 1, 1));

  x = concatenate(
    two(x, 'inception_3a_3x3', 1),
    two(x, 'inception_3a_5x5', 2),
    zeroPad(one(pool('max', 2, x), 'inception_3a_pool'), 3, 4),
    one(x, 'inception_3a_1x1'),
  );
  x = concatenate(
    two(x, 'inception_3b_3x3', 1),
    two(x, 'inception_3b_5x5', 2),
    zeroPad(one(pool('average', 3, x), 'inception_3b_pool'), 4, 4),
    one(x, 'inception_3b_1x1'),
  );
  x = concatenate(
    two(x, 'inception_3c_3x3', 1, 2),
    two(x, 'inception_3c_5x5', 2, 2),
    zeroPad(pool('max', 2, x), 0, 1),
  );
  x = concatenate(
    two(x, 'inception_4a_3x3', 1),
    two(x, 'inception_4a_5x5', 2),
    zeroPad(one(pool('average', 3, x), 'inception_4a_pool'), 2, 2),
    one(x, 'inception_4a_1x1'),
  );
  x = concatenate(
    two(x, 'inception_4e_3x3', 1, 2),
    two(x, 'inception_4e_5x5', 2, 2),
    zeroPad(pool('max', 2, x), 0, 1),
  );
  x = concatenate(
    two(x, 'inception_5a_3x3', 1),
    zeroPad(one(pool('average', 3, x), 'inception_5a_pool'), 1, 1),
    one(x, 'inception_5a_1x1'),
  );
  x = concatenate(
    two(x, 'inception_5b_3x3', 1),
    zeroPad(one(pool('max', 2, x), 'inception_5b_pool'), 1, 1),
    one(x, 'inception_5b_1x1'),
  );

  const features = pool('average', 1, x).data;
  const dense = Array.from(values('dense_b'), (bias, output) =>
    features.reduce((sum, feature, index) => sum + feature * values('dense_w')[index * 128 + output]!, bias),
  );
  const norm = Math.hypot(...dense);
  return dense.map((value) => value / norm);
}
