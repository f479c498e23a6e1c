import { firstLine } from '../networks/added-network-error.ts';
import { loadOnnxRuntime } from '../networks/onnx-runtime.ts';
import { type OnnxProvider, sessionOptions } from '../networks/onnx-session.ts';
import { writeConv } from './conv-node.ts';
import { OnnxGraph } from './onnx-graph.ts';

const SHAPE = [1, 1, 1, 2];

/** What it takes beside the package, for whoever reads why it does not load. */
const NEEDS: Readonly<Record<OnnxProvider, string>> = {
  cpu: '',
  cuda: ' (it needs CUDA 13, cuDNN 9 and a driver for them)',
  webgpu: ' (it needs a Vulkan driver)',
};

/**
 * Runs a convolution of one weight, since ONNX Runtime says only then whether a device can be used: the library that
 * computes convolutions on an NVIDIA GPU is looked for at the first of them.
 */
export async function tryProvider(provider: OnnxProvider): Promise<void> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const graph = new OnnxGraph({ name: 'trial', producerVersion: '1', metadata: {} });
  const filter = { shape: [1, 1, 1, 1], values: Float32Array.of(3) };
  const tripled = writeConv(graph, 'tripled', graph.input('value', SHAPE), { filter });
  graph.output(graph.node('positive', 'Relu', [tripled]), SHAPE);
  const options = sessionOptions({ provider, threads: 1 }, { mayUseCpu: false });
  const session = await InferenceSession.create(graph.toBytes(), options).catch((cause: unknown) => {
    throw new Error(`${said(cause)}${NEEDS[provider]}`, { cause });
  });
  try {
    const { positive } = await session.run({ value: new Tensor('float32', Float32Array.of(-1, 2), SHAPE) });
    const [negative, six] = positive!.data as Float32Array;
    if (negative !== 0 || six !== 6) throw new Error(`it computes wrongly on ${provider}`);
  } finally {
    await session.release();
  }
}

/** What a provider has to say stands behind the place in its source and the whole signature of a function. */
function said(cause: unknown): string {
  const line = firstLine(cause);
  return /(CUDA failure \d+: [^;]+|(?<= was false\. ).+)/.exec(line)?.[0].trim() ?? line;
}
