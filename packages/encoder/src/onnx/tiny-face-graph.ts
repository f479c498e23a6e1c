import { TINY_LEAK, TINY_MEAN_RGB } from '../networks/tiny-face-network.ts';
import { foldNormalisation } from '../weights/fold-weights.ts';
import type { WeightSet } from '../weights/weight-set.ts';
import { writeConv } from './conv-node.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { rawPixelInput } from './pixel-input.ts';
import { writeSeparableConv } from './separable-conv.ts';

/**
 * Writes the tiny face detector, as `networks/tiny-face-network.ts` has it, for inputs of any side that is a multiple
 * of 32. One output, the grid: shape (n, side / 32, side / 32, 25).
 */
export function writeTinyFace(graph: OnnxGraph, weights: WeightSet): void {
  const array = (name: string) => weights.get(name)!;
  const entry = foldNormalisation(array('conv0/filters'), array('conv0/bias').values, TINY_MEAN_RGB, 255);
  let x = leaky(writeConv(graph, 'conv0', rawPixelInput(graph, 'side'), entry));
  for (const layer of [1, 2, 3, 4, 5]) {
    // Of an odd side the last row and column make windows of their own, as TensorFlow's "SAME" has it.
    x = graph.node(`pool${layer}`, 'MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 });
    x = leaky(writeSeparableConv(graph, `conv${layer}`, x, weights, { pads: [1, 1] }));
  }
  // The last pooling keeps the grid as fine as it is.
  x = graph.node('pool6', 'MaxPool', [x], { kernel_shape: [2, 2], strides: [1, 1], pads: [0, 0, 1, 1] });
  const last = { filter: array('conv8/filters'), bias: array('conv8/bias').values };
  const planes = writeConv(graph, 'conv8', x, last);
  const grid = graph.node('grid', 'Transpose', [planes], { perm: [0, 2, 3, 1] });
  graph.output(grid, ['n', 'cells', 'cells', 25]);

  function leaky(input: string): string {
    return graph.node(`${input}/leaky`, 'LeakyRelu', [input], { alpha: TINY_LEAK });
  }
}
