import { join } from 'node:path';
import { requireTensors } from '../engines/require-tensors.ts';
import type { TemplateNetwork } from '../networks/embedding-network.ts';
import { loadOnnxNetwork } from '../networks/onnx-network.ts';
import type { SessionPlace } from '../networks/onnx-session.ts';
import { createProjectedNetwork } from '../networks/projected-network.ts';
import { readVerified } from '../weights/weight-file.ts';
import type { AddedManifest, AddedNetworkManifest, ProjectionManifest } from './added-manifest.ts';
import { readAddedModel } from './added-models.ts';
import { requireFingerprint } from './fingerprint.ts';
import { inputPlanOf } from './input-plan.ts';
import { projectionIn } from './projection-file.ts';

/** The files of a model by their names, their digests verified. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

export interface LoadAddedOptions {
  readonly modelsDir: string;
  /** Where ONNX Runtime computes. */
  readonly sessionPlace: SessionPlace;
  /** Loads what stands before a projection, and refuses one that has changed. */
  readonly loadBase: (projection: ProjectionManifest) => Promise<TemplateNetwork>;
}

/**
 * Loads an added model onto the engine of this thread, its files verified.
 *
 * @returns undefined when no model of that id was added
 * @throws {EncoderError} MODEL_MANIFEST_INVALID, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID, MODEL_RUNTIME_MISSING,
 *   MODEL_UNFIT
 */
export async function loadAddedNetwork(
  id: string,
  { modelsDir, sessionPlace, loadBase }: LoadAddedOptions,
): Promise<TemplateNetwork | undefined> {
  const manifest = await readAddedModel(modelsDir, id);
  if (!manifest) return undefined;
  const files = await readModelFiles(join(modelsDir, id), manifest);
  switch (manifest.format) {
    case 'onnx':
    case 'tfjs-graph':
      requireFingerprint(manifest);
      return networkOf(manifest, files, sessionPlace);
    case 'projection':
      return createProjectedNetwork(await loadBase(manifest), projectionIn(manifest, files));
  }
}

/** A network of its own, from files that are in memory. */
export async function networkOf(
  manifest: Pick<AddedNetworkManifest, 'id' | 'format' | 'input' | 'normalisation' | 'output'> & {
    dimension?: number;
  },
  files: ModelFiles,
  sessionPlace?: SessionPlace,
): Promise<TemplateNetwork> {
  const options = { id: manifest.id, plan: inputPlanOf(manifest) };
  switch (manifest.format) {
    case 'onnx':
      return loadOnnxNetwork(files, options, sessionPlace);
    case 'tfjs-graph': {
      await requireTensors();
      const { loadGraphNetwork } = await import('../networks/graph-network.ts');
      return loadGraphNetwork(files, options);
    }
  }
}

/** @throws {EncoderError} MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID */
export async function readModelFiles(folder: string, { id, files }: AddedManifest): Promise<ModelFiles> {
  const fix = `Somebody changed the model since it was added: remove it with \`portero model remove ${id}\` and add it again.`;
  const read = Object.entries(files).map(
    async ([name, sha256]) => [name, await readVerified(join(folder, name), sha256, fix)] as const,
  );
  return new Map(await Promise.all(read));
}
