import { loadWasm } from './engine-loaders.ts';

/** Sees to it that TensorFlow.js computes in this thread: on wasm, where its engine is another than TensorFlow.js. */
export async function requireTensors(): Promise<void> {
  const { getBackend } = await import('@tensorflow/tfjs-core');
  if (!getBackend()) await loadWasm();
}
