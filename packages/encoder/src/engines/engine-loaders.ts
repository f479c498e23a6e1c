import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageFolder } from '../weights/package-folder.ts';
import type { EngineName } from './engine-report.ts';

/** How an engine gets into this process. */
export interface EngineLoader {
  readonly name: EngineName;
  readonly packageName: string;
  /** The name under which the package registers itself with TensorFlow.js. */
  readonly backend: string;
  /** What a person does who wants this engine. */
  readonly howToInstall: string;
  /** Loads the package and makes its backend current. Rejects where it is absent or does not work here. */
  load(): Promise<void>;
}

const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';

/** Best first. The native engines are optional peers: they are imported only if somebody installed them. */
export const ENGINE_LOADERS: readonly EngineLoader[] = [
  nativeLoader('tfjs-node-gpu', '@tensorflow/tfjs-node-gpu'),
  nativeLoader('tfjs-node', '@tensorflow/tfjs-node'),
  {
    name: 'wasm',
    packageName: WASM_PACKAGE,
    backend: 'wasm',
    howToInstall: 'npm install',
    load: loadWasm,
  },
];

function nativeLoader(name: 'tfjs-node-gpu' | 'tfjs-node', packageName: string): EngineLoader {
  return {
    name,
    packageName,
    backend: 'tensorflow',
    howToInstall: `npm install ${packageName}@4.22.0`,
    load: async () => {
      restoreIsNullOrUndefined();
      await import(packageName);
      await activate('tensorflow');
    },
  };
}

async function loadWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // The files lie beside the package's entry, wherever a bundler or a worker was started from.
  setWasmPaths(join(dirname(createRequire(import.meta.url).resolve(WASM_PACKAGE)), '/'));
  await activate('wasm');
}

async function activate(backend: string): Promise<void> {
  // Loaded with the first engine, so that a process which only asks the pool does without it.
  const tf = await import('@tensorflow/tfjs-core');
  const active = await tf.setBackend(backend);
  await tf.ready();
  if (!active || tf.getBackend() !== backend) throw new Error(`the backend "${backend}" did not start`);
}

/**
 * The native binding calls `util.isNullOrUndefined`, which Node 23 removed (DEP0051). The object that `require`
 * returns is the one the binding sees; the namespace of an `import` is not.
 */
function restoreIsNullOrUndefined(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}

/** Whether the package of an engine is there, without loading it. */
export function isInstalled(loader: EngineLoader): boolean {
  return packageFolder(loader.packageName) !== undefined;
}
