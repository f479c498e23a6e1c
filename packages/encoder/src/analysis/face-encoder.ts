import { type AlignmentTemplate, fuseTemplates } from '@portero/biometrics';
import { drawAligned } from '../image/align-face.ts';
import { mirrorInto } from '../image/mirror.ts';
import type { TemplateNetwork } from '../networks/embedding-network.ts';
import { type PixelBatch, rowsOf } from '../networks/pixel-network.ts';
import type { RawFrame } from './frame-analysis.ts';
import type { LocatedFace } from './located-face.ts';

/** Draws faces one after the other as their template wants them. */
export function alignFaces(
  frame: RawFrame,
  faces: readonly LocatedFace[],
  template: AlignmentTemplate,
): PixelBatch {
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
  aligned: PixelBatch,
  network: TemplateNetwork,
  { mirror }: { readonly mirror: boolean },
): Promise<Float32Array[]> {
  const { count } = aligned;
  if (count === 0) return [];
  const chips = mirror ? withMirrorImages(aligned) : aligned;
  const embeddings = rowsOf(await network.embed(chips), chips.count);
  if (!mirror) return embeddings;
  return embeddings
    .slice(0, count)
    .map((embedding, index) => fuseTemplates([embedding, embeddings[count + index]!].map(evenly)));
}

/** The faces, and after the last of them the mirror image of each. */
function withMirrorImages({ count, width, height, pixels }: PixelBatch): PixelBatch {
  const both = new Float32Array(pixels.length * 2);
  both.set(pixels);
  mirrorInto(both, pixels.length, pixels, { width, height: height * count });
  return { count: count * 2, width, height, pixels: both };
}

function evenly(embedding: Float32Array) {
  return { embedding, weight: 1 };
}
