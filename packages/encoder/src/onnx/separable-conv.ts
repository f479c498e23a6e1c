import type { WeightSet } from '../weights/weight-set.ts';
import { type ConvNodeOptions, writeConv } from './conv-node.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** A depthwise convolution followed by a pointwise one that carries the bias, by the names of face-api's weights. */
export function writeSeparableConv(
  graph: OnnxGraph,
  path: string,
  input: string,
  weights: WeightSet,
  options: Pick<ConvNodeOptions, 'stride' | 'pads'>,
): string {
  const depthwise = { filter: weights.get(`${path}/depthwise_filter`)! };
  const spatial = writeConv(graph, `${path}/depthwise`, input, depthwise, { ...options, depthwise: true });
  const filter = weights.get(`${path}/pointwise_filter`)!;
  return writeConv(graph, path, spatial, { filter, bias: weights.get(`${path}/bias`)!.values });
}
