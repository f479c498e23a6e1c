import { PIPELINE_VERSION } from '../analysis/pipeline-version.ts';
import { EncoderError } from '../encoder-error.ts';
import type { ModelManifest } from '../zoo/model-manifest.ts';
import type { ProjectionManifest } from './added-manifest.ts';
import { projectionVersion } from './fingerprint.ts';

/**
 * A projection means something for the templates that it was fitted to. Another version of the model before it, or of
 * the pipeline before that, turns them, and it would suppress what tells people apart.
 *
 * @throws {EncoderError} MODEL_BASE_CHANGED; MODEL_MANIFEST_INVALID when the manifest was made to name this base
 */
export function requireBase(manifest: ProjectionManifest, found: ModelManifest): void {
  const { id, dimension, base } = manifest;
  const problem =
    found.version !== base.version
      ? `version ${base.version} of ${base.id}, and ${found.version} is here`
      : PIPELINE_VERSION !== base.pipelineVersion
        ? `version ${base.pipelineVersion} of the pipeline, and ${PIPELINE_VERSION} is here`
        : found.format === 'projection' || found.dimension !== dimension
          ? `another model than ${base.id}, as it is here`
          : undefined;
  if (problem === undefined) {
    requireVersion(manifest);
    return;
  }
  throw new EncoderError(
    'MODEL_BASE_CHANGED',
    `The model ${id} was adapted to ${problem}. Use ${base.id} as it is, and adapt it anew with \`portero adapt --model ${base.id}\`.`,
    { context: { model: id, base: base.id, expected: base.version, found: found.version } },
  );
}

function requireVersion(manifest: ProjectionManifest): void {
  const { id, version } = manifest;
  if (projectionVersion(manifest) === version) return;
  throw new EncoderError(
    'MODEL_MANIFEST_INVALID',
    `What the model ${id} was adapted to was changed since: its version ${version} does not fit its manifest. ` +
      `Give it up with \`portero adapt discard ${id}\` and adapt anew.`,
    { context: { id, version } },
  );
}
