import type { InferenceSession } from 'onnxruntime-common';

/** What of ONNX Runtime computes. */
export type OnnxProvider = 'cpu' | 'cuda' | 'webgpu';

/** Where ONNX Runtime computes, and with how many threads of its own. */
export interface SessionPlace {
  readonly provider: OnnxProvider;
  /** Of the CPU: the share of one worker, so that workers × threads is no more than there are cores. */
  readonly threads: number;
}

export const ONE_THREAD: SessionPlace = Object.freeze({ provider: 'cpu', threads: 1 });

/**
 * @param mayUseCpu whether the CPU may compute what a GPU has no kernel for. Where it may not, such a network does not load:
 *   ONNX Runtime would else move it to the CPU in part or as a whole, and say nothing
 */
export function sessionOptions(
  { provider, threads }: SessionPlace,
  { mayUseCpu }: { readonly mayUseCpu: boolean },
): InferenceSession.SessionOptions {
  const gpuOnly = provider !== 'cpu' && !mayUseCpu;
  return {
    // Of the options of the CUDA provider the package for Node passes on the number of the device alone.
    executionProviders: [provider],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: {
      session: {
        // A thread that has nothing to do would otherwise spin for a while, on a core that somebody else needs.
        intra_op: { allow_spinning: '0' },
        ...(gpuOnly && { disable_cpu_ep_fallback: '1' }),
      },
    },
  };
}
