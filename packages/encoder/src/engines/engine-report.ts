/** What TensorFlow.js computes with, best first. */
export const ENGINE_NAMES = ['tfjs-node-gpu', 'tfjs-node', 'wasm'] as const;

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
  /** Package → version, of TensorFlow.js and of the engine. */
  readonly versions: Readonly<Record<string, string>>;
}
