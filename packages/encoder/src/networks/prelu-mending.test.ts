import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { packagedFile } from '../weights/weight-file.ts';
import { MOBILEFACENET_WEIGHTS } from '../zoo/packaged-weights.ts';
import { type GraphNode, mendPrelus } from './prelu-mending.ts';

function shippedNodes(): GraphNode[] {
  const json = readFileSync(packagedFile(MOBILEFACENET_WEIGHTS, MOBILEFACENET_WEIGHTS.manifest), 'utf8');
  return (JSON.parse(json) as { modelTopology: { node: GraphNode[] } }).modelTopology.node;
}

const refused = expect.objectContaining({ code: 'MODEL_WEIGHTS_INVALID' });

describe('mending the PReLUs of the shipped graph', () => {
  test('finds 33 slopes and leaves no trace of the nodes they were made of', () => {
    const { nodes, slopes } = mendPrelus(shippedNodes());
    expect(new Set(slopes).size).toBe(33);
    expect(nodes.filter((node) => ['Abs', 'Sub', 'Relu'].includes(node.op))).toEqual([]);
    const names = new Set(nodes.map((node) => node.name));
    const dangling = nodes.flatMap((node) => node.input ?? []).filter((input) => !names.has(input));
    expect(dangling).toEqual([]);
  });

  test('gives each slope to the convolution before it', () => {
    const { nodes, slopes } = mendPrelus(shippedNodes());
    const fused = nodes.filter((node) => slopes.includes(node.input?.at(-1) ?? ''));
    expect(fused).toHaveLength(33);
    for (const node of fused) {
      expect(['_FusedConv2D', 'FusedDepthwiseConv2dNative']).toContain(node.op);
      expect(node.input).toHaveLength(4);
      expect(node.attr?.num_args).toEqual({ i: '2' });
    }
  });

  test('leaves the graph it was given as it is', () => {
    const nodes = shippedNodes();
    const before = structuredClone(nodes);
    mendPrelus(nodes);
    expect(nodes).toEqual(before);
  });

  test('refuses a graph with one PReLU less', () => {
    const nodes = shippedNodes();
    const abs = nodes.find((node) => node.op === 'Abs')!;
    abs.op = 'Neg';
    expect(() => mendPrelus(nodes)).toThrow(refused);
  });

  test('refuses a graph whose depthwise convolutions have no Relu fused in, such as one mended already', () => {
    const nodes = shippedNodes();
    for (const node of nodes.filter(({ op }) => op === 'FusedDepthwiseConv2dNative')) {
      node.attr = { ...node.attr, fused_ops: { list: { s: [Buffer.from('BiasAdd').toString('base64')] } } };
    }
    expect(() => mendPrelus(nodes)).toThrow(refused);
    expect(() => mendPrelus(mendPrelus(shippedNodes()).nodes)).toThrow(refused);
  });

  test('refuses another network', () => {
    expect(() => mendPrelus([{ name: 'x', op: 'Placeholder' }])).toThrow(refused);
  });
});
