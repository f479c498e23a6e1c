import { EncoderError } from '../encoder-error.ts';
import { firstLine } from '../networks/added-network-error.ts';
import { inGpuBatches } from '../networks/gpu-batches.ts';
import { loadOnnxRuntime } from '../networks/onnx-runtime.ts';
import { type SessionPlace, sessionOptions } from '../networks/onnx-session.ts';
import type { NetworkName, PixelNetwork } from '../networks/pixel-network.ts';
import { convertedGraph } from './converted-graph.ts';
import type { ConversionOptions } from './network-graphs.ts';
import type { PreluForm } from './prelu-node.ts';

export interface LoadOnnxOptions {
  /** Where converted graphs are kept, and imported weights are. */
  readonly modelsDir: string;
  readonly place: SessionPlace;
}

/**
 * Loads a network that ships onto ONNX Runtime, converted from its weights at the first use.
 *
 * @throws {EncoderError} MODEL_RUNTIME_MISSING, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID; ENGINE_UNAVAILABLE when
 *   ONNX Runtime cannot take it
 */
export async function loadOnnxPixelNetwork(
  name: NetworkName,
  { modelsDir, place }: LoadOnnxOptions,
): Promise<PixelNetwork> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const form = { modelsDir, preluForm: preluFormOf(name, place) };
  const graph = await convertedGraph(name, form, { convert: (missing) => convert(missing, form) });
  const options = sessionOptions(place, { mayUseCpu: false });
  const session = await InferenceSession.create(graph, options).catch((cause: unknown) => {
    throw new EncoderError(
      'ENGINE_UNAVAILABLE',
      `ONNX Runtime does not take the network ${name}: ${firstLine(cause)}. Choose another engine with PORTERO_ENGINE.`,
      { cause, context: { network: name, ...place } },
    );
  });
  const { outputNames } = session;
  const network: PixelNetwork = {
    async run({ count, height, width, pixels }) {
      const fed = { pixels: new Tensor('float32', pixels, [count, height, width, 3]) };
      const results = await session.run(fed);
      return outputNames.map((output) => results[output]!.data as Float32Array);
    },
    dispose: () => void session.release(),
  };
  return place.provider === 'cpu' ? network : inGpuBatches(network);
}

/** Loaded only where it is needed, since the writers know the networks and with them TensorFlow.js. */
async function convert(name: NetworkName, options: ConversionOptions): Promise<Uint8Array> {
  const { convertNetwork } = await import('./network-graphs.ts');
  return convertNetwork(name, options);
}

/** No other network has PReLUs, and so a graph of its own for CUDA. */
function preluFormOf(name: NetworkName, { provider }: SessionPlace): PreluForm {
  return name === 'mobilefacenet-192' && provider === 'cuda' ? 'operator' : 'convolutions';
}
