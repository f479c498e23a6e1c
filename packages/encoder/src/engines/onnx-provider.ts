import type { OnnxProvider } from '../networks/onnx-session.ts';
import type { EngineName } from './engine-report.ts';

const PROVIDERS: Partial<Readonly<Record<EngineName, OnnxProvider>>> = Object.freeze({
  onnx: 'cpu',
  'onnx-cuda': 'cuda',
  'onnx-webgpu': 'webgpu',
});

/** What of ONNX Runtime an engine is; undefined for an engine of TensorFlow.js. */
export function onnxProviderOf(engine: EngineName): OnnxProvider | undefined {
  return PROVIDERS[engine];
}
