import { LANDMARK_INPUT_SIZE } from '../networks/input-sizes.ts';
import { MEAN_RGB } from '../networks/landmark-network.ts';
import type { WeightSet } from '../weights/weight-set.ts';
import { writeConv } from './conv-node.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { pixelInput } from './pixel-input.ts';
import { writeSeparableConv } from './separable-conv.ts';

const BLOCKS = [0, 1, 2, 3];

/** Zeros that TensorFlow's "SAME" adds for a kernel of 3: at stride 2, of an even side, behind only. */
const HALVING = { stride: 2, pads: [0, 1] } as const;
const KEEPING = { pads: [1, 1] } as const;

/** Writes the 68-point network, as `networks/landmark-network.ts` has it. One output: the points, shape (n, 136). */
export function writeLandmarks(graph: OnnxGraph, weights: WeightSet): void {
  const array = (name: string) => weights.get(name)!;
  const input = pixelInput(graph, LANDMARK_INPUT_SIZE, { mean: MEAN_RGB, divisor: 255 });
  const last = BLOCKS.reduce(denseBlock, input);
  const features = graph.node('features', 'GlobalAveragePool', [last]);
  const flat = graph.node('flat', 'Flatten', [features], { axis: 1 });
  const product = graph.node('product', 'MatMul', [flat, graph.floats('fc/weights', array('fc/weights'))]);
  graph.output(graph.node('points', 'Add', [product, graph.floats('fc/bias', array('fc/bias'))]), ['n', 136]);

  /** Four convolutions, each of which sees the sum of all results before it. */
  function denseBlock(input: string, block: number): string {
    const path = `dense${block}`;
    let sum = relu(entry(`${path}/conv0`, input, block));
    let seen = sum;
    for (const layer of [1, 2, 3]) {
      const inner = writeSeparableConv(graph, `${path}/conv${layer}`, seen, weights, KEEPING);
      sum = graph.node(`${path}/sum${layer}`, 'Add', [sum, inner]);
      seen = relu(sum);
    }
    return seen;
  }

  function entry(path: string, input: string, block: number): string {
    if (block > 0) return writeSeparableConv(graph, path, input, weights, HALVING);
    const parameters = { filter: array(`${path}/filters`), bias: array(`${path}/bias`).values };
    return writeConv(graph, path, input, parameters, HALVING);
  }

  function relu(input: string): string {
    return graph.node(`${input}/relu`, 'Relu', [input]);
  }
}
