import type { Projection } from '@portero/biometrics';
import { PIPELINE_VERSION } from '../analysis/pipeline-version.ts';
import { replaceFolder } from '../weights/model-folder.ts';
import { getModel } from '../zoo/list-models.ts';
import type { ModelManifest } from '../zoo/model-manifest.ts';
import type { AdaptationRecord } from './adaptation-record.ts';
import { addedManifestSchema } from './added-manifest.ts';
import { MANIFEST_FILE } from './added-models.ts';
import { projectionVersion, sha256 } from './fingerprint.ts';
import { requireFree } from './free-id.ts';
import { PROJECTION_FILE, projectionBytes } from './projection-file.ts';

export interface AddProjectionOptions {
  readonly id: string;
  /** The model whose templates it was fitted to. */
  readonly base: ModelManifest;
  readonly projection: Projection;
  readonly record: AdaptationRecord;
  readonly modelsDir: string;
  readonly now?: Date;
}

/**
 * Adds an adapted model to the models folder, all at once. It decides nothing until somebody calibrates it and chooses it.
 *
 * @returns the model as the zoo now reports it
 * @throws {EncoderError} MODEL_ID_TAKEN
 */
export async function addProjection(options: AddProjectionOptions): Promise<ModelManifest> {
  const { id, base, projection, record, modelsDir, now = new Date() } = options;
  await requireFree(id, modelsDir);
  const bytes = projectionBytes(projection);
  const files = { [PROJECTION_FILE]: sha256(bytes) };
  const before = { id: base.id, version: base.version, pipelineVersion: PIPELINE_VERSION };
  const { people, templates } = record.training;
  const manifest = addedManifestSchema.parse({
    id,
    format: 'projection',
    version: projectionVersion({ base: before, files }),
    dimension: projection.dimension,
    licence: `that of ${base.id}`,
    source: `${base.id} ${base.version}, adapted with portero adapt to ${record.source}`.slice(0, 1000),
    trainingData: `that of ${base.id}, and ${templates} templates of ${people} people of this site`,
    base: before,
    files,
    addedAt: now.toISOString(),
    adaptation: record,
  });
  await replaceFolder(modelsDir, id, {
    [PROJECTION_FILE]: bytes,
    [MANIFEST_FILE]: `${JSON.stringify(manifest, undefined, 2)}\n`,
  });
  return getModel(id, { modelsDir });
}
