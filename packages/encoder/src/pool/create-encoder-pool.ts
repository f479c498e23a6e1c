import { EncoderError } from '../encoder-error.ts';
import type { EncoderPool, EncoderPoolDeps, EncoderPoolOptions } from './encoder-pool.ts';

/**
 * Starts the workers, warms each of them up and hands over the pool.
 *
 * @throws {EncoderError} ENGINE_UNAVAILABLE, MODEL_UNKNOWN, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID
 */
export async function createEncoderPool(
  _options: EncoderPoolOptions,
  _deps: EncoderPoolDeps,
): Promise<EncoderPool> {
  throw new EncoderError('ENGINE_UNAVAILABLE', 'The encoder has no engine yet.');
}
