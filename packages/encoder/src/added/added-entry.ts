import { createHash } from 'node:crypto';
import type { AlignmentTemplate } from '@portero/biometrics';
import type { ModelManifest } from '../zoo/model-manifest.ts';
import type { AddedManifest, AddedNetworkManifest } from './added-manifest.ts';
import { ALIGNMENTS } from './alignment-names.ts';
import { requireBase } from './projection-base.ts';
import { siteThresholds } from './site-thresholds.ts';

export interface AddedModelDeps {
  calibrationsDir: string | undefined;
  /** How the base of a projection is found. */
  find: (modelId: string) => Promise<ModelManifest>;
}

/**
 * An added model as the zoo reports every model, with the thresholds that this site has for it, if it has any.
 *
 * @throws {EncoderError} MODEL_BASE_CHANGED, and what `find` throws, for a projection
 */
export async function addedModel(
  manifest: AddedManifest,
  { calibrationsDir, find }: AddedModelDeps,
): Promise<ModelManifest> {
  const thresholds = await siteThresholds(manifest, calibrationsDir);
  const { id, version, dimension, licence, source, trainingData } = manifest;
  const { state, ...input } = await inputOf(manifest, find);
  return {
    ...{ id, version, dimension, licence, source, trainingData, metric: 'l2' as const },
    ...input,
    ...(thresholds && {
      threshold: thresholds.pairThresholdL2,
      identifyThreshold: thresholds.identifyThresholdL2,
      margin: thresholds.marginL2,
    }),
    origin: 'added',
    format: manifest.format,
    addedAt: manifest.addedAt,
    sha256: digestOf(manifest),
    state,
  };
}

type Input = Pick<ModelManifest, 'input' | 'normalisation' | 'alignment' | 'state'>;

/** A projection takes what its base takes, and is ready when that is. */
async function inputOf(manifest: AddedManifest, find: AddedModelDeps['find']): Promise<Input> {
  switch (manifest.format) {
    case 'onnx':
    case 'tfjs-graph':
      return { ...networkInputOf(manifest), state: 'ready' };
    case 'projection': {
      const base = await find(manifest.base.id);
      requireBase(manifest, base);
      const { input, normalisation, alignment, state } = base;
      return { input, normalisation, alignment, state };
    }
  }
}

function networkInputOf(manifest: AddedNetworkManifest): Omit<Input, 'state'> {
  const { width, height, layout } = manifest.input;
  return {
    input: { width, height, channels: 3, layout },
    normalisation: normalisationInWords(manifest),
    alignment: alignmentOf(manifest),
  };
}

function alignmentOf({
  alignment,
  input: { width, height },
}: Pick<AddedNetworkManifest, 'alignment' | 'input'>): AlignmentTemplate {
  return typeof alignment === 'string' ? ALIGNMENTS[alignment] : { width, height, points: alignment };
}

function normalisationInWords({ normalisation, input }: AddedNetworkManifest): string {
  const order = input.channelOrder === 'bgr' ? ', channels BGR' : '';
  if ('scale' in normalisation) return `x * ${normalisation.scale}${order}`;
  const inWords = (value: number | readonly number[]) =>
    typeof value === 'number' ? `${value}` : `(${value.join(', ')})`;
  return `(x - ${inWords(normalisation.mean)}) / ${inWords(normalisation.divisor)}${order}`;
}

/** Of the one file, as `sha256sum` has it; of several, of their digests in the order of their names. */
function digestOf({ files }: AddedManifest): string {
  const digests = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  if (digests.length === 1) return digests[0]![1];
  return createHash('sha256')
    .update(digests.map(([name, sha256]) => `${sha256}  ${name}\n`).join(''))
    .digest('hex');
}
