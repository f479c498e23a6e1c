import type { Box } from '@portero/biometrics';
import type { FrameAnalysis } from '@portero/encoder';

/** One face of a picture, as far as evaluations need it. */
export interface EncodedFace {
  /** In pixels of the upright picture; may reach beyond its edges. */
  readonly box: Box;
  /** Of unit L2 norm. */
  readonly embedding: Float32Array;
}

/** Every face of a picture, so that the choice among them is not frozen into what is kept. */
export interface EncodedPicture {
  readonly width: number;
  readonly height: number;
  readonly faces: readonly EncodedFace[];
}

export function encodedPicture({ width, height, faces }: FrameAnalysis): EncodedPicture {
  return { width, height, faces: faces.map(({ box, embedding }) => ({ box, embedding })) };
}

/** One line of JSON; embeddings are base64 of little-endian float32, which loses nothing. */
export function toLine(imageHash: string, { width, height, faces }: EncodedPicture): string {
  return JSON.stringify({
    image: imageHash,
    size: [width, height],
    faces: faces.map(({ box, embedding }) => ({
      box: [box.x, box.y, box.width, box.height],
      embedding: base64Of(embedding),
    })),
  });
}

/** @returns undefined for a line that is cut off or not one of ours */
export function fromLine(
  line: string,
  dimension: number,
): { imageHash: string; picture: EncodedPicture } | undefined {
  try {
    const { image, size, faces } = JSON.parse(line) as Line;
    const picture: EncodedPicture = {
      width: size[0],
      height: size[1],
      faces: faces.map(({ box: [x, y, width, height], embedding }) => ({
        box: { x, y, width, height },
        embedding: floatsOf(embedding),
      })),
    };
    const usable = picture.faces.every(
      ({ box, embedding }) =>
        embedding.length === dimension &&
        embedding.every(Number.isFinite) &&
        Object.values(box).every(Number.isFinite),
    );
    return usable && picture.width > 0 && picture.height > 0 && /^[0-9a-f]{64}$/.test(image)
      ? { imageHash: image, picture }
      : undefined;
  } catch {
    return undefined;
  }
}

interface Line {
  image: string;
  size: [number, number];
  faces: { box: [number, number, number, number]; embedding: string }[];
}

function base64Of(embedding: Float32Array): string {
  const bytes = Buffer.alloc(embedding.length * 4);
  for (const [index, value] of embedding.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}

function floatsOf(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    bytes.readFloatLE(index * 4),
  );
}
