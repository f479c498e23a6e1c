import type { EncoderPool } from '@portero/encoder';
import type { CliContext } from './cli-context.ts';
import { thresholdsOf } from './thresholds.ts';

/**
 * The encoder, for a command that decides something by its distances: refused before anything is started where nothing
 * is known of them.
 *
 * @throws {EncoderError} as the encoder itself; {CoordinatorError} MODEL_POLICY_UNKNOWN
 */
export async function decidingEncoder(context: CliContext): Promise<EncoderPool> {
  const { DEFAULT_MODEL_ID, getModel } = await import('@portero/encoder');
  const { dataDir, modelsDir, global } = context;
  const { id } = await getModel(global.model ?? DEFAULT_MODEL_ID, { modelsDir });
  await thresholdsOf(dataDir, id);
  return context.encoder();
}
