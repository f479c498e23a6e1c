import { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import type { InputPlan } from '../added/input-plan.ts';
import { firstLine, unfit } from './added-network-error.ts';
import type { TemplateNetwork } from './embedding-network.ts';
import { GRAPH_FILE, parseGraphFile } from './graph-file.ts';
import { inBatches } from './in-batches.ts';
import { batchSizeOf, dimensionOf } from './input-shape.ts';
import { normaliseRows } from './normalise-rows.ts';

export interface AddedNetworkOptions {
  /** For messages. */
  readonly id: string;
  readonly plan: InputPlan;
}

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
  const { modelTopology, weightsManifest, signature } = parseGraphFile(id, files.get(GRAPH_FILE));
  const model = new GraphModel({
    load: () => ({
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[],
      weightData: joined(weightsManifest.flatMap(({ paths }) => paths.map((path) => files.get(path)!))),
      ...(signature !== undefined && { signature }),
    }),
  });
  try {
    model.load();
  } catch (cause) {
    throw unfit(id, `TensorFlow.js cannot load it: ${firstLine(cause)}`, 'Convert the network again.', cause);
  }
  const batchSize = batchSizeOf(id, model.inputs[0]?.shape, plan);
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
      return normaliseRows(tf.reshape(output, [rows, dimensionOf(id, output.shape, rows, plan.dimension)]));
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
        'Try another engine.',
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
    embed: (batch) => inBatches(batch, batchSize, forward),
    dispose() {
      model.dispose();
      tf.dispose([mean, divisor]);
    },
  };
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
