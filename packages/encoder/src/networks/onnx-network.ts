import type { InferenceSession } from 'onnxruntime-common';
import type { InputPlan } from '../added/input-plan.ts';
import { firstLine, unfit } from './added-network-error.ts';
import type { AddedNetworkOptions } from './added-network-options.ts';
import type { TemplateNetwork } from './embedding-network.ts';
import { gpuBatchSize } from './gpu-batches.ts';
import { inBatches } from './in-batches.ts';
import { batchSizeOf, dimensionOf } from './input-shape.ts';
import { normaliseRows } from './normalise-rows.ts';
import { loadOnnxRuntime, type OnnxRuntime } from './onnx-runtime.ts';
import { ONE_THREAD, type SessionPlace, sessionOptions } from './onnx-session.ts';
import type { PixelBatch } from './pixel-network.ts';
import { toInput } from './planar-input.ts';

/** The one file of an ONNX model. */
export const ONNX_FILE = 'model.onnx';

/**
 * A network in ONNX format, run by ONNX Runtime whatever the engine of this thread is.
 *
 * @param files `model.onnx`, by name
 * @param place where it is computed
 * @throws {EncoderError} MODEL_RUNTIME_MISSING; MODEL_UNFIT when it does not load or is not what the manifest says
 */
export async function loadOnnxNetwork(
  files: ReadonlyMap<string, Uint8Array>,
  { id, plan }: AddedNetworkOptions,
  place: SessionPlace = ONE_THREAD,
): Promise<TemplateNetwork> {
  const runtime = await loadOnnxRuntime();
  const session = await openSession(id, files.get(ONNX_FILE)!, { runtime, place });
  const { input, output, batchSize } = await agreed(id, session, plan);

  // One that takes any number of faces.
  const onGpu = place.provider === 'cpu' ? undefined : gpuBatchSize;

  async function forward({ count, pixels }: PixelBatch): Promise<Float32Array> {
    const { width, height, layout } = plan;
    const shape = layout === 'nhwc' ? [count, height, width, 3] : [count, 3, height, width];
    const fed = { [input.name]: new runtime.Tensor('float32', toInput(pixels, count, plan), shape) };
    const { dims, data } = await run(fed);
    dimensionOf(id, dims, count, plan.dimension);
    return normaliseRows(data, count);
  }

  async function run(fed: InferenceSession.FeedsType) {
    const results = await session.run(fed, [output]).catch((cause: unknown) => {
      throw unfit(id, `ONNX Runtime cannot run it: ${firstLine(cause)}`, 'Export the network again.', cause);
    });
    const { dims, data } = results[output]!;
    if (data instanceof Float32Array) return { dims, data };
    throw unfit(id, `its output "${output}" is not float32`, 'Export the network with float32 output.');
  }

  return {
    embed: (faces) => inBatches(faces, batchSize ?? onGpu?.(faces.count), forward),
    dispose: () => void session.release(),
  };
}

/** Input and output as both the network and its manifest have them; else the session is freed. */
async function agreed(id: string, session: InferenceSession, plan: InputPlan) {
  try {
    const input = onlyInput(id, session);
    return { input, output: chosenOutput(id, session, plan), batchSize: batchSizeOf(id, input.shape, plan) };
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function openSession(
  id: string,
  bytes: Uint8Array,
  { runtime, place }: { readonly runtime: OnnxRuntime; readonly place: SessionPlace },
): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(bytes, sessionOptions(place, { mayUseCpu: true }));
  } catch (cause) {
    throw unfit(
      id,
      `ONNX Runtime cannot load it: ${firstLine(cause)}`,
      'Export it as one file, its weights inside, for opset 21 or lower.',
      cause,
    );
  }
}

function onlyInput(id: string, { inputMetadata }: InferenceSession) {
  const [input, ...others] = inputMetadata;
  if (input?.isTensor && others.length === 0 && input.type === 'float32') return input;
  const found = inputMetadata
    .map((one) => `${one.name} ${one.isTensor ? one.type : '(no tensor)'}`)
    .join(', ');
  throw unfit(id, `it must take one float32 tensor and takes: ${found}`, 'Export it with that one input.');
}

function chosenOutput(id: string, { outputNames }: InferenceSession, { output }: InputPlan): string {
  const [first, ...others] = outputNames;
  if (output === undefined && first !== undefined && others.length === 0) return first;
  if (output !== undefined && outputNames.includes(output)) return output;
  throw unfit(
    id,
    `its outputs are ${outputNames.join(', ')}${output === undefined ? '' : `, not ${output}`}`,
    'Name the one that is the embedding with "output" in the manifest.',
  );
}
