import type { OnnxGraph } from './onnx-graph.ts';

/** (x − mean) / divisor, channel by channel. */
export interface PixelNormalisation {
  readonly mean: readonly number[];
  readonly divisor: number;
}

/**
 * Begins a graph with pictures as the pipeline has them, shape (n, side, side, 3), RGB, 0..255.
 *
 * @param side in pixels, or the name of a side that is left open
 * @returns the normalised value, channels first
 */
export function pixelInput(
  graph: OnnxGraph,
  side: number | string,
  { mean, divisor }: PixelNormalisation,
): string {
  const pixels = graph.input('pixels', ['n', side, side, 3]);
  const means = graph.floats('input/mean', { shape: [3], values: Float32Array.from(mean) });
  const centred = graph.node('input/centred', 'Sub', [pixels, means]);
  const scale = graph.floats('input/divisor', { shape: [], values: Float32Array.of(divisor) });
  return channelsFirst(graph, graph.node('input/normalised', 'Div', [centred, scale]));
}

/** Begins a graph whose first convolution does the normalisation. See {@link pixelInput}. */
export function rawPixelInput(graph: OnnxGraph, side: number | string): string {
  return channelsFirst(graph, graph.input('pixels', ['n', side, side, 3]));
}

function channelsFirst(graph: OnnxGraph, pixels: string): string {
  return graph.node('input/planes', 'Transpose', [pixels], { perm: [0, 3, 1, 2] });
}
