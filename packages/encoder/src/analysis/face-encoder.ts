import type { AlignmentTemplate } from '@portero/biometrics';
import * as tf from '@tensorflow/tfjs-core';
import { drawAligned } from '../image/align-face.ts';
import type { TemplateNetwork } from '../networks/embedding-network.ts';
import type { RawFrame } from './frame-analysis.ts';
import type { LocatedFace } from './located-face.ts';

/** Faces drawn one after the other as their template wants them, ready to be a batch. */
export interface AlignedFaces {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** Shape (count, height, width, 3), RGB, 0..255. */
  readonly pixels: Float32Array;
}

export function alignFaces(
  frame: RawFrame,
  faces: readonly LocatedFace[],
  template: AlignmentTemplate,
): AlignedFaces {
  const { width, height } = template;
  const length = width * height * 3;
  const pixels = new Float32Array(faces.length * length);
  for (const [index, face] of faces.entries()) {
    drawAligned(pixels, index * length, frame, face.fivePoints, template);
  }
  return { count: faces.length, width, height, pixels };
}

/** Encodes all faces of a frame at once. @returns one embedding a face, each with a buffer of its own */
export async function encodeFaces(
  { count, width, height, pixels }: AlignedFaces,
  network: TemplateNetwork,
): Promise<Float32Array[]> {
  if (count === 0) return [];
  const batch = tf.tensor4d(pixels, [count, height, width, 3]);
  const output = await Promise.resolve(network.embed(batch)).finally(() => batch.dispose());
  const values = (await output.data()) as Float32Array;
  const dimension = output.shape[1];
  output.dispose();
  return Array.from({ length: count }, (_, index) =>
    values.slice(index * dimension, (index + 1) * dimension),
  );
}
