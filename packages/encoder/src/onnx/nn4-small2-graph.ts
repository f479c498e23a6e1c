import {
  CONV1,
  CONV2,
  CONV3,
  type ConvLayer,
  EMBEDDING_SIZE,
  IMAGE_SIZE,
  INCEPTION_BLOCKS,
  type InceptionBlock,
  type PoolBranch,
} from '../networks/nn4-small2/architecture.ts';
import { foldLayer } from '../networks/nn4-small2.ts';
import type { WeightSet } from '../weights/weight-set.ts';
import { writeConv } from './conv-node.ts';
import { normalisedOutput } from './normalised-output.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { pixelInput } from './pixel-input.ts';

/** Writes nn4.small2, as `networks/nn4-small2.ts` has it. Input (n, 96, 96, 3), RGB, 0..255. */
export function writeNn4Small2(graph: OnnxGraph, weights: WeightSet): void {
  const array = (name: string) => weights.get(name)!;
  const input = pixelInput(graph, IMAGE_SIZE, { mean: [0, 0, 0], divisor: 255 });
  const stem = largest('pool1', conv(input, CONV1));
  const entry = largest('pool2', conv(conv(stem, CONV2), CONV3));
  const last = INCEPTION_BLOCKS.reduce(inception, entry);
  const features = graph.node('features', 'Flatten', [graph.node('mean', 'GlobalAveragePool', [last])], {
    axis: 1,
  });
  const product = graph.node('product', 'MatMul', [features, graph.floats('dense_w', array('dense_w'))]);
  const rows = graph.node('rows', 'Add', [product, graph.floats('dense_b', array('dense_b'))]);
  normalisedOutput(graph, rows, EMBEDDING_SIZE);

  function conv(input: string, layer: ConvLayer): string {
    const { name, stride, pad } = layer;
    const sum = writeConv(graph, name, input, foldLayer(array, layer), { stride, pads: [pad, pad] });
    return graph.node(`${name}/relu`, 'Relu', [sum]);
  }

  /** After a ReLU nothing is below the zeros of TensorFlow's padding, so that ONNX's, which never wins, is the same. */
  function largest(name: string, input: string): string {
    return graph.node(name, 'MaxPool', [input], {
      kernel_shape: [3, 3],
      strides: [2, 2],
      pads: [1, 1, 1, 1],
    });
  }

  function inception(input: string, { towers, pool, direct }: InceptionBlock, index: number): string {
    const branches = towers.map((tower) => tower.reduce(conv, input));
    branches.push(pooled(`block${index}`, input, pool));
    if (direct) branches.push(conv(input, direct));
    return graph.node(`block${index}`, 'Concat', branches, { axis: 1 });
  }

  function pooled(
    name: string,
    input: string,
    { kind, stride, conv: layer, padAfterwards }: PoolBranch,
  ): string {
    const operator = kind === 'max' ? 'MaxPool' : 'AveragePool';
    const attributes = { kernel_shape: [3, 3], strides: [stride, stride] };
    const smaller = graph.node(`${name}/pool`, operator, [input], attributes);
    const branch = layer ? conv(smaller, layer) : smaller;
    const [before, behind] = padAfterwards;
    const pads = graph.integers(`${name}/pads`, [0, 0, before, before, 0, 0, behind, behind]);
    return graph.node(`${name}/padded`, 'Pad', [branch, pads]);
  }
}
