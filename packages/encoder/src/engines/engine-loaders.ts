import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageFolder } from '../weights/package-folder.ts';
import type { EngineName } from './engine-report.ts';
import { activateBackend } from './tensor-backend.ts';

/** How an engine gets into this process. */
export interface EngineLoader {
  readonly name: EngineName;
  readonly packageName: string;
  /** What a person does who wants this engine. */
  readonly howToInstall: string;
  /** Whether it is there, without loading it. @defaultValue whether the package is */
  isInstalled?(): boolean;
  /** Loads the package and makes the engine ready. Rejects where it is absent or does not work here. */
  load(): Promise<void>;
}

const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';
const ONNX_PACKAGE = 'onnxruntime-node';

/** In the order of `ENGINE_NAMES`. All but wasm are optional peers: imported only if somebody installed them. */
export const ENGINE_LOADERS: readonly EngineLoader[] = [
  nativeLoader('tfjs-node-gpu', '@tensorflow/tfjs-node-gpu'),
  {
    name: 'onnx-cuda',
    packageName: ONNX_PACKAGE,
    howToInstall: `ONNXRUNTIME_NODE_INSTALL=cuda12 npm install ${ONNX_PACKAGE}@1.30.0`,
    isInstalled: hasCudaProvider,
    load: async () => {
      const { tryProvider } = await import('../onnx/try-provider.ts');
      await tryProvider('cuda');
    },
  },
  {
    name: 'onnx',
    packageName: ONNX_PACKAGE,
    howToInstall: `ONNXRUNTIME_NODE_INSTALL=skip npm install ${ONNX_PACKAGE}@1.30.0`,
    load: async () => {
      const { tryProvider } = await import('../onnx/try-provider.ts');
      await tryProvider('cpu');
    },
  },
  nativeLoader('tfjs-node', '@tensorflow/tfjs-node'),
  {
    name: 'wasm',
    packageName: WASM_PACKAGE,
    howToInstall: 'npm install',
    load: loadWasm,
  },
];

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

/** The library that the package's own install script fetches; without it ONNX Runtime logs an error and goes on. */
function hasCudaProvider(): boolean {
  const folder = packageFolder(ONNX_PACKAGE);
  if (folder === undefined) return false;
  const { platform, arch } = process;
  return existsSync(join(folder, 'bin', 'napi-v6', platform, arch, 'libonnxruntime_providers_cuda.so'));
}

/** Whether an engine is there, without loading it. */
export function isInstalled(loader: EngineLoader): boolean {
  return loader.isInstalled?.() ?? packageFolder(loader.packageName) !== undefined;
}
