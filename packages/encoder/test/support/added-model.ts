import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagedFile } from '../../src/weights/weight-file.ts';
import { MOBILEFACENET_WEIGHTS } from '../../src/zoo/packaged-weights.ts';

/** A graph model of TensorFlow.js as its converter writes one: mobilefacenet as it ships, its faults included. */
export const GRAPH_MODEL = packagedFile(MOBILEFACENET_WEIGHTS, MOBILEFACENET_WEIGHTS.manifest);

/** What its owner would write. */
export const GRAPH_MANIFEST = {
  id: 'my-mobilefacenet',
  version: '2',
  input: { width: 112, height: 112, layout: 'nhwc', channelOrder: 'rgb' },
  normalisation: { mean: 127.5, divisor: 128 },
  alignment: 'arcface-112',
  licence: 'Apache-2.0',
  source: 'sirius-ai/MobileFaceNet_TF',
  trainingData: 'MS1M-refine',
} as const;

/** @returns the file */
export async function writeManifest(folder: string, manifest: unknown): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'given.json');
  await writeFile(file, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return file;
}
