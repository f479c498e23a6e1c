/**
 * What can compute the networks, in the order in which they are tried where nothing was measured. `onnx-cuda`, `onnx-webgpu`
 * and `onnx` are ONNX Runtime on a GPU and on the CPU; the others are backends of TensorFlow.js.
 */
export const ENGINE_NAMES = [
  'tfjs-node-gpu',
  'onnx-cuda',
  'onnx',
  'tfjs-node',
  'wasm',
  'onnx-webgpu',
] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

/** Whether an engine could be taken on this machine, and why or why not, in words. */
export interface EngineCandidate {
  readonly name: EngineName;
  readonly available: boolean;
  readonly reason: string;
}

/** Which engine was taken and why: for the log at start and for a person who asks. */
export interface EngineReport {
  readonly engine: EngineName;
  readonly reason: string;
  readonly candidates: readonly EngineCandidate[];
  /** Package → version, of the engine, and of TensorFlow.js where that is in use. */
  readonly versions: Readonly<Record<string, string>>;
}
