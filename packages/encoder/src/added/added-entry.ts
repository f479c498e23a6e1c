import { createHash } from 'node:crypto';
import type { AlignmentTemplate } from '@portero/biometrics';
import type { ModelEntry, ModelManifest } from '../zoo/model-manifest.ts';
import type { AddedManifest, AddedNetworkManifest } from './added-manifest.ts';
import { ALIGNMENTS } from './alignment-names.ts';
import { siteThresholds } from './site-thresholds.ts';

/** An added model as the zoo reports every model, with the thresholds that this site has for it, if it has any. */
export async function addedModel(
  manifest: AddedManifest,
  calibrationsDir: string | undefined,
): Promise<ModelManifest> {
  const thresholds = await siteThresholds(manifest, calibrationsDir);
  return {
    ...entryOf(manifest),
    ...(thresholds && {
      threshold: thresholds.pairThresholdL2,
      identifyThreshold: thresholds.identifyThresholdL2,
      margin: thresholds.marginL2,
    }),
    origin: 'added',
    format: manifest.format,
    addedAt: manifest.addedAt,
    sha256: digestOf(manifest),
    state: 'ready',
  };
}

type UnjudgedEntry = Omit<ModelEntry, 'threshold' | 'identifyThreshold' | 'margin'>;

function entryOf(manifest: AddedManifest): UnjudgedEntry {
  const { id, version, dimension, licence, source, trainingData } = manifest;
  const common = { id, version, dimension, licence, source, trainingData, metric: 'l2' } as const;
  switch (manifest.format) {
    case 'onnx':
    case 'tfjs-graph':
      return { ...common, ...inputOf(manifest) };
  }
}

function inputOf(manifest: AddedNetworkManifest): Pick<ModelEntry, 'input' | 'normalisation' | 'alignment'> {
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
