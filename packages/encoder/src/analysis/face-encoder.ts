import { type AlignmentTemplate, fuseTemplates } from '@portero/biometrics';
import * as tf from '@tensorflow/tfjs-core';
import { drawAligned } from '../image/align-face.ts';
import { mirrorInto } from '../image/mirror.ts';
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

/**
 * Encodes all faces of a frame at once.
 *
 * @param options.mirror whether an embedding is to be the mean of those of the face and of its mirror image
 * @returns one embedding a face, of length 1, each with a buffer of its own
 */
export async function encodeFaces(
  aligned: AlignedFaces,
  network: TemplateNetwork,
  { mirror }: { readonly mirror: boolean },
): Promise<Float32Array[]> {
  const { count } = aligned;
  if (count === 0) return [];
  const embeddings = await encodeChips(mirror ? withMirrorImages(aligned) : aligned, network);
  if (!mirror) return embeddings;
  return embeddings
    .slice(0, count)
    .map((embedding, index) => fuseTemplates([embedding, embeddings[count + index]!].map(evenly)));
}

async function encodeChips(
  { count, width, height, pixels }: AlignedFaces,
  network: TemplateNetwork,
): Promise<Float32Array[]> {
  const batch = tf.tensor4d(pixels, [count, height, width, 3]);
  const output = await Promise.resolve(network.embed(batch)).finally(() => batch.dispose());
  const values = (await output.data()) as Float32Array;
  const dimension = output.shape[1];
  output.dispose();
  return Array.from({ length: count }, (_, index) =>
    values.slice(index * dimension, (index + 1) * dimension),
  );
}

/** The faces, and after the last of them the mirror image of each. */
function withMirrorImages({ count, width, height, pixels }: AlignedFaces): AlignedFaces {
  const both = new Float32Array(pixels.length * 2);
  both.set(pixels);
  mirrorInto(both, pixels.length, pixels, { width, height: height * count });
  return { count: count * 2, width, height, pixels: both };
}

function evenly(embedding: Float32Array) {
  return { embedding, weight: 1 };
}
