import type { WeightArray } from '../weights/weight-set.ts';
import { convFilter, depthwiseFilter } from './conv-layout.ts';
import type { OnnxGraph } from './onnx-graph.ts';

export interface ConvParameters {
  /** Shape (height, width, in, out), or for a depthwise one (height, width, in, multiplier). */
  readonly filter: WeightArray;
  readonly bias?: Float32Array;
}

export interface ConvNodeOptions {
  /** @defaultValue 1 */
  readonly stride?: number;
  /** Zeros before and behind, alike for both axes. @defaultValue none */
  readonly pads?: readonly [before: number, behind: number];
  /** @defaultValue false */
  readonly depthwise?: boolean;
}

/** Writes a convolution of (n, in, height, width). @returns the name of its value, which is its own */
export function writeConv(
  graph: OnnxGraph,
  name: string,
  input: string,
  { filter, bias }: ConvParameters,
  { stride = 1, pads: [before, behind] = [0, 0], depthwise = false }: ConvNodeOptions = {},
): string {
  const [height, width, inputs] = filter.shape as [number, number, number];
  const ordered = depthwise ? depthwiseFilter(filter) : convFilter(filter);
  const parameters = [graph.floats(`${name}/filter`, ordered)];
  if (bias) parameters.push(graph.floats(`${name}/bias`, { shape: [bias.length], values: bias }));
  return graph.node(name, 'Conv', [input, ...parameters], {
    kernel_shape: [height, width],
    strides: [stride, stride],
    pads: [before, before, behind, behind],
    group: depthwise ? inputs : 1,
  });
}
