import type { OnnxGraph } from './onnx-graph.ts';

/** Rows shorter than this are not lengthened; as `networks/normalise-rows.ts` has it. */
const SMALLEST_NORM = 1e-5;

/** Ends a graph with its rows, (n, dimension), brought to length 1, as the output "embedding". */
export function normalisedOutput(graph: OnnxGraph, rows: string, dimension: number): void {
  const norm = graph.node('norm', 'ReduceL2', [rows], { axes: [1], keepdims: 1 });
  const smallest = graph.floats('smallest_norm', { shape: [], values: Float32Array.of(SMALLEST_NORM) });
  const divisor = graph.node('divisor', 'Max', [norm, smallest]);
  graph.output(graph.node('embedding', 'Div', [rows, divisor]), ['n', dimension]);
}
