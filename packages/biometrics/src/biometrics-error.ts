import { AppError } from '@portero/runtime';

export type BiometricsErrorCode =
  /** Points that do not determine a similarity: all alike, unrelated to the template, or not finite. */
  | 'ALIGNMENT_DEGENERATE'
  /** A landmark list of the wrong length. */
  | 'LANDMARKS_INVALID'
  /** Vectors of different length, empty, not finite, or (for a normalisation) all zero. */
  | 'VECTOR_INVALID'
  /** A pair file that does not follow a format of Labeled Faces in the Wild. */
  | 'PAIRS_INVALID'
  /** Too few scores to say anything, or scores that are not numbers. */
  | 'SCORES_INVALID'
  /** A stored calibration that is damaged or of another version. */
  | 'CALIBRATION_INVALID'
  /** No threshold of the model keeps the false-positive rate that was asked for. */
  | 'TARGET_UNREACHABLE'
  /** A rate, count or confidence outside its range. */
  | 'ARGUMENT_INVALID';

export class BiometricsError extends AppError<BiometricsErrorCode> {}

export function isBiometricsError(error: unknown): error is BiometricsError {
  return error instanceof BiometricsError;
}
