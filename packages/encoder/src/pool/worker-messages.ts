import type { AnalysisRequest } from '../analysis/frame-analyser.ts';
import type { FrameAnalysis, ImageInput } from '../analysis/frame-analysis.ts';
import type { EncoderErrorCode } from '../encoder-error.ts';
import { EncoderError } from '../encoder-error.ts';
import type { EngineName, EngineReport } from '../engines/engine-report.ts';
import type { MeasuredPreference } from '../engines/select-engine.ts';
import type { ModelManifest } from '../zoo/model-manifest.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly model: ModelManifest;
  readonly modelsDir: string;
  /** Take this engine or fail. */
  readonly engine: EngineName | undefined;
  /** Which to try first otherwise. */
  readonly measured: MeasuredPreference | undefined;
  /** Its share of the cores. */
  readonly threads: number;
}

/** To the worker. It gets one frame at a time and answers each exactly once. */
export type WorkerRequest =
  | { readonly kind: 'analyse'; readonly image: ImageInput; readonly request: AnalysisRequest }
  | { readonly kind: 'stop' };

/** From the worker: first `ready` or `unfit`, then one answer for each frame. */
export type WorkerAnswer =
  | { readonly kind: 'ready'; readonly engine: EngineReport }
  | { readonly kind: 'unfit'; readonly error: PlainError }
  | { readonly kind: 'done'; readonly analysis: FrameAnalysis }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** An error as it crosses threads, where classes are lost. */
export interface PlainError {
  /** Undefined for an error that is none of ours. */
  readonly code: EncoderErrorCode | undefined;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly causeMessage: string | undefined;
}

export function toPlainError(error: unknown): PlainError {
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
  if (!(error instanceof EncoderError)) return { code: undefined, message, context: {}, causeMessage: cause };
  // Only what can be cloned may cross, so the context goes as JSON would have it.
  const context = JSON.parse(JSON.stringify(error.context)) as Record<string, unknown>;
  return { code: error.code, message, context, causeMessage: cause };
}

/** An error without a code broke inside the worker on this frame alone: the caller sees it as a crash of the frame. */
export function fromPlainError({ code, message, context, causeMessage }: PlainError): EncoderError {
  if (code === undefined) {
    return new EncoderError(
      'WORKER_CRASHED',
      `The analysis of the frame broke: ${message}. Try the frame again.`,
      {
        cause: new Error(message),
      },
    );
  }
  return new EncoderError(code, message, {
    context,
    ...(causeMessage === undefined ? {} : { cause: new Error(causeMessage) }),
  });
}
