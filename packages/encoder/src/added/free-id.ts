import { EncoderError } from '../encoder-error.ts';
import { isShipped } from '../zoo/list-models.ts';
import { readAddedModel } from './added-models.ts';

/** @throws {EncoderError} MODEL_ID_TAKEN by a model that ships with Portero or was added */
export async function requireFree(id: string, modelsDir: string): Promise<void> {
  const taken = isShipped(id)
    ? 'is one that ships with Portero, which cannot be replaced. Choose another id'
    : (await readAddedModel(modelsDir, id).catch(() => true))
      ? `is taken by a model that was added. Choose another id, or first \`portero model remove ${id}\``
      : undefined;
  if (taken) throw new EncoderError('MODEL_ID_TAKEN', `The id ${id} ${taken}.`, { context: { id } });
}
