import { randomUUID } from 'node:crypto';
import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EncoderError } from '../encoder-error.ts';
import { isShipped } from '../zoo/list-models.ts';
import { MODEL_ID } from '../zoo/model-manifest.ts';
import { MANIFEST_FILE } from './added-models.ts';

/**
 * Removes a model that was added, at once: a crash leaves it whole, or leaves a folder that no one looks at. A damaged
 * one can be removed as well.
 *
 * @throws {EncoderError} MODEL_UNKNOWN when none of that id was added; shipped ones cannot be removed
 */
export async function removeModel(id: string, modelsDir: string): Promise<void> {
  const folder = join(modelsDir, id);
  const isAdded =
    MODEL_ID.test(id) &&
    (await access(join(folder, MANIFEST_FILE)).then(
      () => true,
      () => false,
    ));
  if (!isAdded) {
    const why = isShipped(id) ? 'ships with Portero and cannot be removed' : 'was never added';
    throw new EncoderError('MODEL_UNKNOWN', `The model ${id} ${why}. See portero model list.`, {
      context: { id, modelsDir },
    });
  }
  const retired = join(modelsDir, `.${id}-${randomUUID()}-old`);
  await rename(folder, retired);
  await rm(retired, { recursive: true, force: true });
}
