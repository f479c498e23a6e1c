import { AppError } from '@portero/runtime';

export type EncoderErrorCode =
  | 'IMAGE_CORRUPT'
  | 'IMAGE_EMPTY'
  | 'IMAGE_TOO_LARGE'
  | 'MODEL_UNKNOWN'
  | 'MODEL_WEIGHTS_MISSING'
  | 'MODEL_WEIGHTS_INVALID'
  /** A manifest, given or stored, that does not say what it must. */
  | 'MODEL_MANIFEST_INVALID'
  /** The id is taken, by a shipped model or an added one. */
  | 'MODEL_ID_TAKEN'
  /** A network that does not do what its manifest says. */
  | 'MODEL_UNFIT'
  /** The base of a projection, or the pipeline, is another one than it was fitted to. */
  | 'MODEL_BASE_CHANGED'
  /** An optional package that an added model needs is not installed. */
  | 'MODEL_RUNTIME_MISSING'
  | 'ENGINE_UNAVAILABLE'
  | 'WORKER_CRASHED'
  | 'QUEUE_FULL'
  | 'POOL_STOPPED';

/** Whatever goes wrong between an image and its templates. "No face" is no error: it is an analysis without faces. */
export class EncoderError extends AppError<EncoderErrorCode> {}

/** Whether the same frame may well succeed a moment later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof EncoderError && (error.code === 'WORKER_CRASHED' || error.code === 'QUEUE_FULL');
}
