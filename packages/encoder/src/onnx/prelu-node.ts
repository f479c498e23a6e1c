import { writeConv } from './conv-node.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/**
 * `operator` is that of ONNX. For it ONNX Runtime on a CPU brings the map out of its blocked layout and back again each time:
 * mobilefacenet with it takes 9.1 ms of CPU a face, and 5.3 ms with `convolutions` (version 1.30, one thread). CUDA has a
 * kernel for it, where `convolutions` start four.
 */
export type PreluForm = 'operator' | 'convolutions';

/**
 * Writes x above zero and slope · x below it, one slope a channel; as convolutions it is slope · x + (1 − slope) · relu(x),
 * each product a depthwise convolution of one pixel.
 */
export function writePrelu(
  graph: OnnxGraph,
  { name, input, form }: PreluPlace,
  slopes: Float32Array,
): string {
  if (form === 'operator') {
    const slope = graph.floats(`${name}/slopes`, { shape: [slopes.length, 1, 1], values: slopes });
    return graph.node(name, 'PRelu', [input, slope]);
  }
  const below = scaled(`${name}/below`, input, slopes);
  const above = scaled(
    `${name}/above`,
    graph.node(`${name}/relu`, 'Relu', [input]),
    slopes.map((slope) => 1 - slope),
  );
  return graph.node(name, 'Add', [below, above]);

  function scaled(product: string, value: string, factors: Float32Array): string {
    const filter = { shape: [1, 1, factors.length, 1], values: factors };
    return writeConv(graph, product, value, { filter }, { depthwise: true });
  }
}

export interface PreluPlace {
  readonly name: string;
  readonly input: string;
  readonly form: PreluForm;
}
