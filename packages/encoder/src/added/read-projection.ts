import { join } from 'node:path';
import type { Projection } from '@portero/biometrics';
import { EncoderError } from '../encoder-error.ts';
import { getModel } from '../zoo/list-models.ts';
import { MODEL_ID } from '../zoo/model-manifest.ts';
import type { ProjectionManifest } from './added-manifest.ts';
import { readAddedModel } from './added-models.ts';
import { readModelFiles } from './load-added-network.ts';
import { requireBase } from './projection-base.ts';
import { projectionIn } from './projection-file.ts';

/** An adapted model, to apply it to templates that are there already. */
export interface AdaptedModel {
  readonly manifest: ProjectionManifest;
  readonly projection: Projection;
}

/**
 * @throws {EncoderError} MODEL_UNKNOWN where there is no adapted model of that id, MODEL_BASE_CHANGED,
 *   MODEL_MANIFEST_INVALID, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID
 */
export async function readProjection(id: string, modelsDir: string): Promise<AdaptedModel> {
  const manifest = await requireAdapted(id, modelsDir);
  requireBase(manifest, await getModel(manifest.base.id, { modelsDir }));
  const files = await readModelFiles(join(modelsDir, id), manifest);
  return { manifest, projection: projectionIn(manifest, files) };
}

/**
 * The manifest of an adapted model, also of one whose base has changed.
 *
 * @throws {EncoderError} MODEL_UNKNOWN, MODEL_MANIFEST_INVALID
 */
export async function requireAdapted(id: string, modelsDir: string): Promise<ProjectionManifest> {
  const manifest = MODEL_ID.test(id) ? await readAddedModel(modelsDir, id) : undefined;
  if (manifest?.format === 'projection') return manifest;
  throw new EncoderError('MODEL_UNKNOWN', `There is no adapted model ${id}. See portero model list.`, {
    context: { model: id },
  });
}
