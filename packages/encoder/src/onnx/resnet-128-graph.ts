import { RESIDUAL_BLOCKS } from '../networks/resnet-128.ts';
import { foldScale } from '../weights/fold-weights.ts';
import type { WeightSet } from '../weights/weight-set.ts';
import { samePadding } from './conv-layout.ts';
import { writeConv } from './conv-node.ts';
import { normalisedOutput } from './normalised-output.ts';
import type { OnnxGraph } from './onnx-graph.ts';

const INPUT_SIZE = 150;
const DIMENSION = 128;

/** A map: its name, its height, which is its width, and its channels. */
interface Value {
  readonly name: string;
  readonly size: number;
  readonly channels: number;
}

/**
 * Writes resnet-128 into an ONNX graph.
 *
 * @param first a value of shape (n, 3, 150, 150), RGB, (x − mean) / 255
 * @param weights those of face-api, by their names
 */
export function writeResNet128(graph: OnnxGraph, first: string, weights: WeightSet): void {
  let x = relu(
    conv({ name: first, size: INPUT_SIZE, channels: 3 }, 'conv32_down', { stride: 2, valid: true }),
  );
  x = pool(x, 'MaxPool', 'max_pool', 3);
  for (const name of RESIDUAL_BLOCKS) x = block(x, name);
  const mean = graph.node('mean', 'GlobalAveragePool', [x.name]);
  const flat = graph.node('features', 'Flatten', [mean], { axis: 1 });
  const rows = graph.node('rows', 'MatMul', [flat, graph.floats('fc', weights.get('fc')!)]);
  normalisedOutput(graph, rows, DIMENSION);

  function conv(input: Value, path: string, { stride = 1, valid = false } = {}): Value {
    const { filter, bias } = foldScale(
      weights.get(`${path}/conv/filters`)!,
      weights.get(`${path}/conv/bias`)!.values,
      weights.get(`${path}/scale/weights`)!.values,
      weights.get(`${path}/scale/biases`)!.values,
    );
    const [kernel, , , channels] = filter.shape as [number, number, number, number];
    const { before, behind, out } = valid
      ? { before: 0, behind: 0, out: Math.floor((input.size - kernel) / stride) + 1 }
      : samePadding(input.size, kernel, stride);
    const options = { stride, pads: [before, behind] } as const;
    return { name: writeConv(graph, path, input.name, { filter, bias }, options), size: out, channels };
  }

  function relu(input: Value): Value {
    return { ...input, name: graph.node(`${input.name}/relu`, 'Relu', [input.name]) };
  }

  function pool(input: Value, operator: 'MaxPool' | 'AveragePool', name: string, kernel: number): Value {
    const attributes = { kernel_shape: [kernel, kernel], strides: [2, 2] };
    graph.node(name, operator, [input.name], attributes);
    return { ...input, name, size: Math.floor((input.size - kernel) / 2) + 1 };
  }

  /** As `networks/resnet-128.ts`: what halves has an averaged shortcut, and zeros for what that lacks. */
  function block(input: Value, name: string): Value {
    const halves = name.includes('down');
    const inner = relu(conv(input, `${name}/conv1`, halves ? { stride: 2, valid: true } : {}));
    const main = conv(inner, `${name}/conv2`);
    const shortcut = halves ? pool(input, 'AveragePool', `${name}/shortcut`, 2) : input;
    const size = Math.max(main.size, shortcut.size);
    const { channels } = main;
    const [a, b] = [grown(main, size, channels), grown(shortcut, size, channels)];
    return relu({ name: graph.node(`${name}/sum`, 'Add', [a, b]), size, channels });
  }

  function grown(input: Value, size: number, channels: number): string {
    const missing = size - input.size;
    const more = channels - input.channels;
    if (missing === 0 && more === 0) return input.name;
    const pads = graph.integers(`${input.name}/pads`, [0, 0, 0, 0, 0, more, missing, missing]);
    return graph.node(`${input.name}/grown`, 'Pad', [input.name, pads]);
  }
}
