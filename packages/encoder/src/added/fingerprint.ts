import { createHash } from 'node:crypto';
import { EncoderError } from '../encoder-error.ts';
import type { AddedNetworkManifest, ProjectionManifest } from './added-manifest.ts';

/** What an embedding depends on: the network, and how a face becomes its input. */
type Fingerprinted = Pick<
  AddedNetworkManifest,
  'format' | 'input' | 'normalisation' | 'alignment' | 'output' | 'files'
>;

/**
 * The version of an added network: as its owner gave it, `+`, and a fingerprint. Whoever changes anything that an
 * embedding depends on gets another version, so that no calibration and no cached embedding of the former is taken for one
 * of the latter.
 */
export function fingerprintedVersion(given: string, manifest: Fingerprinted): string {
  const { format, input, normalisation, alignment, output, files } = manifest;
  const text = JSON.stringify({ format, input, normalisation, alignment, output, files }, sortedKeys);
  return `${given}+${sha256(text).slice(0, 8)}`;
}

/** The version of an adapted model: a new one for another matrix and for another base. */
export function projectionVersion({ base, files }: Pick<ProjectionManifest, 'base' | 'files'>): string {
  return `1+${sha256(JSON.stringify({ base, files }, sortedKeys)).slice(0, 8)}`;
}

/** @throws {EncoderError} MODEL_MANIFEST_INVALID when the manifest was changed since its model was added */
export function requireFingerprint(manifest: AddedNetworkManifest): void {
  const { id, version } = manifest;
  if (fingerprintedVersion(version.slice(0, version.lastIndexOf('+')), manifest) === version) return;
  throw new EncoderError(
    'MODEL_MANIFEST_INVALID',
    `How a face becomes the input of the model ${id} was changed since it was added: its version ${version} does not ` +
      `fit its manifest. Remove it with \`portero model remove ${id}\` and add it again.`,
    { context: { id, version } },
  );
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A manifest says the same in whatever order. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
