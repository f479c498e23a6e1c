import type { InferenceSession } from 'onnxruntime-common';

/** Where ONNX Runtime computes, and with how many threads of its own. */
export interface SessionPlace {
  readonly provider: 'cpu' | 'cuda';
  /** Of the CPU: the share of one worker, so that workers × threads is no more than there are cores. */
  readonly threads: number;
}

export const ONE_THREAD: SessionPlace = Object.freeze({ provider: 'cpu', threads: 1 });

export function sessionOptions({ provider, threads }: SessionPlace): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // A thread that has nothing to do would otherwise spin for a while, on a core that somebody else needs.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}
