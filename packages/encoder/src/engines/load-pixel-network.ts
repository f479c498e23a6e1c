import type { SessionPlace } from '../networks/onnx-session.ts';
import type { LoadPixelNetwork } from '../networks/pixel-network.ts';
import type { EngineName } from './engine-report.ts';
import { onnxProviderOf } from './onnx-provider.ts';

export interface NetworkPlace {
  /** Which was selected in this thread before. */
  readonly engine: EngineName;
  /** The share of the cores that this thread may use. */
  readonly threads: number;
  readonly modelsDir: string;
}

/** Where ONNX Runtime computes in this thread, for the networks that ship and for those that are added. */
export function sessionPlaceOf({ engine, threads }: Pick<NetworkPlace, 'engine' | 'threads'>): SessionPlace {
  return { provider: onnxProviderOf(engine) ?? 'cpu', threads };
}

/** How networks are loaded onto an engine; loads what that engine needs and nothing of the others. */
export async function networkLoader(place: NetworkPlace): Promise<LoadPixelNetwork> {
  const { engine, modelsDir } = place;
  switch (engine) {
    case 'onnx':
    case 'onnx-cuda':
    case 'onnx-webgpu': {
      const { loadOnnxPixelNetwork } = await import('../onnx/load-onnx-network.ts');
      return (name) => loadOnnxPixelNetwork(name, { modelsDir, place: sessionPlaceOf(place) });
    }
    case 'tfjs-node-gpu':
    case 'tfjs-node':
    case 'wasm': {
      const { loadTensorNetwork } = await import('../tensors/load-tensor-network.ts');
      return (name) => loadTensorNetwork(name, { modelsDir });
    }
  }
}
