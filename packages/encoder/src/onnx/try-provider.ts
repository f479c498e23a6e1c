import { loadOnnxRuntime } from '../networks/onnx-runtime.ts';
import { type SessionPlace, sessionOptions } from '../networks/onnx-session.ts';
import { OnnxGraph } from './onnx-graph.ts';

/** Runs the smallest graph there is, since ONNX Runtime says only then whether a device can be used. */
export async function tryProvider(provider: SessionPlace['provider']): Promise<void> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const graph = new OnnxGraph({ name: 'trial', producerVersion: '1', metadata: {} });
  graph.output(graph.node('positive', 'Relu', [graph.input('value', [1])]), [1]);
  const session = await InferenceSession.create(graph.toBytes(), sessionOptions({ provider, threads: 1 }));
  try {
    const { positive } = await session.run({ value: new Tensor('float32', Float32Array.of(-1), [1]) });
    if (positive?.data[0] !== 0) throw new Error(`it computes wrongly on ${provider}`);
  } finally {
    await session.release();
  }
}
