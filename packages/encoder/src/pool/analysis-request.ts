import type { AnalysisRequest } from '../analysis/frame-analyser.ts';
import type { AnalyseOptions } from './encoder-pool.ts';

/** What a caller asked for, with the defaults for what it did not say. */
export function analysisRequest(options: AnalyseOptions): AnalysisRequest {
  return {
    maxFaces: options.maxFaces ?? 8,
    minFacePx: options.minFacePx ?? 24,
    encode: options.encode ?? true,
    mirror: options.mirror ?? false,
    thorough: options.thorough ?? true,
    measure: options.measure ?? false,
    pad: options.pad ?? false,
    turn: options.turn ?? 0,
  };
}
