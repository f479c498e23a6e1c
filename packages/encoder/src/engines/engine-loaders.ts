import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OnnxProvider } from '../networks/onnx-session.ts';
import { packageFolder } from '../weights/package-folder.ts';
import type { EngineName } from './engine-report.ts';
import { cudaAbsence, webGpuAbsence } from './gpu-absence.ts';
import { activateBackend } from './tensor-backend.ts';

/** How an engine gets into this process. */
export interface EngineLoader {
  readonly name: EngineName;
  readonly packageName: string;
  /** What a person does who wants this engine. */
  readonly howToInstall: string;
  /** Why it is not there though its package is, in words and without loading it; undefined where it is. */
  absence?(): string | undefined;
  /** Not to be taken unless it was measured or asked for. @defaultValue false */
  readonly onlyIfMeasured?: boolean;
  /** Loads the package and makes the engine ready. Rejects where it is absent or does not work here. */
  load(): Promise<void>;
}

const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';
const ONNX_PACKAGE = 'onnxruntime-node';
const INSTALL_ONNX = `ONNXRUNTIME_NODE_INSTALL=skip npm install ${ONNX_PACKAGE}@1.30.0`;

/** In the order of `ENGINE_NAMES`. All but wasm are optional peers: imported only if somebody installed them. */
export const ENGINE_LOADERS: readonly EngineLoader[] = [
  nativeLoader('tfjs-node-gpu', '@tensorflow/tfjs-node-gpu'),
  {
    name: 'onnx-cuda',
    packageName: ONNX_PACKAGE,
    howToInstall: `${INSTALL_ONNX} && sh infra/gpu/add-cuda-provider.sh`,
    absence: cudaAbsence,
    load: () => loadOnnx('cuda'),
  },
  {
    name: 'onnx',
    packageName: ONNX_PACKAGE,
    howToInstall: INSTALL_ONNX,
    load: () => loadOnnx('cpu'),
  },
  nativeLoader('tfjs-node', '@tensorflow/tfjs-node'),
  {
    name: 'wasm',
    packageName: WASM_PACKAGE,
    howToInstall: 'npm install',
    load: loadWasm,
  },
  {
    name: 'onnx-webgpu',
    packageName: ONNX_PACKAGE,
    howToInstall: `${INSTALL_ONNX} && apt-get install libvulkan1 mesa-vulkan-drivers`,
    absence: webGpuAbsence,
    // The GPU of a processor may be slower than its cores, and one that software pretends to be is slower by far.
    onlyIfMeasured: true,
    load: () => loadOnnx('webgpu'),
  },
];

async function loadOnnx(provider: OnnxProvider): Promise<void> {
  // Else NVIDIA's libraries round to TF32, of ten bits, and an embedding is further from that of other engines.
  if (provider === 'cuda') process.env.NVIDIA_TF32_OVERRIDE ??= '0';
  const { tryProvider } = await import('../onnx/try-provider.ts');
  await tryProvider(provider);
}

function nativeLoader(name: 'tfjs-node-gpu' | 'tfjs-node', packageName: string): EngineLoader {
  return {
    name,
    packageName,
    howToInstall: `npm install ${packageName}@4.22.0`,
    load: async () => {
      restoreIsNullOrUndefined();
      await import(packageName);
      await activateBackend('tensorflow');
    },
  };
}

/** Makes TensorFlow.js on WebAssembly the engine of this thread. */
export async function loadWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // The files lie beside the package's entry, wherever a bundler or a worker was started from.
  setWasmPaths(join(dirname(createRequire(import.meta.url).resolve(WASM_PACKAGE)), '/'));
  await activateBackend('wasm');
}

/**
 * The native binding calls `util.isNullOrUndefined`, which Node 23 removed (DEP0051). The object that `require`
 * returns is the one the binding sees; the namespace of an `import` is not.
 */
function restoreIsNullOrUndefined(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}

/** Why an engine is not there, in words and without loading it; undefined where it is. */
export function absenceOf({ packageName, absence }: EngineLoader): string | undefined {
  if (packageFolder(packageName) === undefined) return 'is not installed';
  return absence?.();
}
