import { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import type { InputPlan } from '../added/input-plan.ts';
import { runOnTensors } from '../tensors/on-tensors.ts';
import { firstLine, unfit } from './added-network-error.ts';
import type { AddedNetworkOptions } from './added-network-options.ts';
import type { TemplateNetwork } from './embedding-network.ts';
import { GRAPH_FILE, parseGraphFile, shardsOf } from './graph-file.ts';
import { inBatches } from './in-batches.ts';
import { batchSizeOf, dimensionOf } from './input-shape.ts';
import { normaliseTensorRows } from './normalise-tensor-rows.ts';

/**
 * A graph model of TensorFlow.js, on the engine of this thread.
 *
 * @param files `model.json` and its shards, by name
 * @throws {EncoderError} MODEL_UNFIT when it is none, cannot run here, or is not what the manifest says
 */
export function loadGraphNetwork(
  files: ReadonlyMap<string, Uint8Array>,
  { id, plan }: AddedNetworkOptions,
): TemplateNetwork {
  const graph = parseGraphFile(id, files.get(GRAPH_FILE));
  const shards = shardsOf(graph).map((path) => files.get(path) ?? new Uint8Array());
  const model = new GraphModel<tf.io.IOHandlerSync>({
    load: () => ({
      modelTopology: graph.modelTopology,
      weightSpecs: graph.weightsManifest.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[],
      weightData: joined(shards),
      ...(graph.signature !== undefined && { signature: graph.signature }),
    }),
  });
  const batchSize = loaded(id, model, plan);
  const mean = tf.keep(tf.tensor1d([...plan.mean]));
  const divisor = tf.keep(tf.tensor1d([...plan.divisor]));

  function prepare(batch: tf.Tensor4D): tf.Tensor4D {
    const ordered = plan.reversed ? tf.reverse(batch, 3) : batch;
    const normalised: tf.Tensor4D = tf.div(tf.sub(ordered, mean), divisor);
    return plan.layout === 'nhwc' ? normalised : tf.transpose(normalised, [0, 3, 1, 2]);
  }

  function forward(batch: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => {
      const output = execute(prepare(batch));
      const rows = batch.shape[0];
      return normaliseTensorRows(
        tf.reshape(output, [rows, dimensionOf(id, output.shape, rows, plan.dimension)]),
      );
    });
  }

  function execute(input: tf.Tensor4D): tf.Tensor {
    try {
      const output = model.execute(input, plan.output);
      if (!Array.isArray(output)) return output;
    } catch (cause) {
      throw unfit(
        id,
        `it does not run on ${tf.getBackend()}: ${firstLine(cause)}`,
        'Try another engine (portero doctor lists them), or convert it to ONNX.',
        cause,
      );
    }
    throw unfit(
      id,
      `it has several outputs: ${model.outputs.map(({ name }) => name).join(', ')}`,
      'Name the one that is the embedding with "output" in the manifest.',
    );
  }

  return {
    embed: (faces) =>
      inBatches(faces, batchSize, async (group) => {
        const [rows] = await runOnTensors(group, (batch) => [forward(batch)]);
        return rows!;
      }),
    dispose() {
      model.dispose();
      tf.dispose([mean, divisor]);
    },
  };
}

/** Loads the weights. @returns how many faces it takes at once */
function loaded(id: string, model: GraphModel<tf.io.IOHandlerSync>, plan: InputPlan): number | undefined {
  try {
    model.load();
  } catch (cause) {
    throw unfit(id, `TensorFlow.js cannot load it: ${firstLine(cause)}`, 'Convert the network again.', cause);
  }
  try {
    const [input, ...others] = model.inputs;
    if (input && others.length === 0) return batchSizeOf(id, input.shape, plan);
    const names = model.inputs.map(({ name }) => name).join(', ');
    throw unfit(id, `it must take one input and takes: ${names}`, 'Convert it with that one input.');
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes.buffer;
}
