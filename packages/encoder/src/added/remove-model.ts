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
 * @throws {EncoderError} MODEL_UNKNOWN as {@link requireRemovable}
 */
export async function removeModel(id: string, modelsDir: string): Promise<void> {
  await requireRemovable(id, modelsDir);
  const retired = join(modelsDir, `.${id}-${randomUUID()}-old`);
  await rename(join(modelsDir, id), retired);
  await rm(retired, { recursive: true, force: true });
}

/** @throws {EncoderError} MODEL_UNKNOWN when none of that id was added; shipped ones cannot be removed */
export async function requireRemovable(id: string, modelsDir: string): Promise<void> {
  const isThere = access(join(modelsDir, id, MANIFEST_FILE)).then(
    () => true,
    () => false,
  );
  if (MODEL_ID.test(id) && (await isThere)) return;
  const why = isShipped(id) ? 'ships with Portero and cannot be removed' : 'was never added';
  throw new EncoderError('MODEL_UNKNOWN', `The model ${id} ${why}. See portero model list.`, {
    context: { id, modelsDir },
  });
}
