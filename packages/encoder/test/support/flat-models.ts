import type { AddedNetworkOptions } from '../../src/networks/added-network-options.ts';
import { GRAPH_FILE } from '../../src/networks/graph-file.ts';
import { ONNX_FILE } from '../../src/networks/onnx-network.ts';
import { OnnxGraph } from '../../src/onnx/onnx-graph.ts';

/*
 * The smallest networks there are: they flatten their input, so that an embedding shows what the network was fed.
 */

export interface FlatModelOptions {
  shape: readonly [number | 'n', number, number, number];
  /** A second output, before or behind which nobody can tell which is the embedding. @defaultValue false */
  twoOutputs?: boolean;
}

const flatLength = ([, ...sizes]: FlatModelOptions['shape']) =>
  sizes.reduce((product, size) => product * size, 1);

export function flatOnnx({ shape, twoOutputs = false }: FlatModelOptions): ReadonlyMap<string, Uint8Array> {
  const graph = new OnnxGraph({ name: 'flat', producerVersion: '1', metadata: {} });
  const face = graph.input('face', shape);
  graph.output(graph.node('embedding', 'Flatten', [face], { axis: 1 }), [shape[0], flatLength(shape)]);
  if (twoOutputs) graph.output(graph.node('copy', 'Relu', [face]), shape);
  return new Map([[ONNX_FILE, graph.toBytes()]]);
}

export function flatGraph({ shape }: FlatModelOptions): ReadonlyMap<string, Uint8Array> {
  const dim = shape.map((size) => ({ size: size === 'n' ? '-1' : String(size) }));
  const node = [
    { name: 'face', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim } } } },
    { name: 'flat', op: 'Const', attr: { dtype: { type: 'DT_INT32' } } },
    { name: 'embedding', op: 'Reshape', input: ['face', 'flat'], attr: { T: { type: 'DT_FLOAT' } } },
  ];
  const weights = [{ name: 'flat', shape: [2], dtype: 'int32' }];
  const model = {
    format: 'graph-model',
    modelTopology: { node, versions: {} },
    weightsManifest: [{ paths: ['shard.bin'], weights }],
  };
  return new Map([
    [GRAPH_FILE, Buffer.from(JSON.stringify(model))],
    ['shard.bin', new Uint8Array(Int32Array.of(-1, flatLength(shape)).buffer)],
  ]);
}

/** Faces of 8 × 8 pixels; a byte x becomes (x − mean) / divisor, with a value of their own for each channel. */
export function flatPlan(layout: 'nhwc' | 'nchw', reversed: boolean): AddedNetworkOptions {
  return {
    id: 'flat',
    plan: {
      ...{ width: 8, height: 8, layout, reversed, dimension: undefined, output: undefined },
      mean: [10, 20, 30],
      divisor: [100, 200, -50],
    },
  };
}
