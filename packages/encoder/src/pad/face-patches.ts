import type { Box } from '@portero/biometrics';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import { drawSquare } from '../image/square-crop.ts';

/** A square of luminance, 0..255, rows from the top. */
export interface GreySquare {
  readonly values: Float32Array;
  readonly size: number;
}

/** A square of colour, shape (size, size, 3), RGB 0..255. Beyond the frame its outermost pixels are repeated. */
export interface ColourSquare {
  readonly pixels: Float32Array;
  readonly size: number;
}

const LEAST_NATIVE_SIZE = 32;
const MOST_NATIVE_SIZE = 128;

/**
 * The middle of the face in the frame's own pixels, not resampled: grids and grain are periodic in those.
 * @returns undefined when less than 32 × 32 pixels of the face are in the frame
 */
export function nativeFacePatch({ data, width, height }: RawFrame, box: Box): GreySquare | undefined {
  const side = Math.min(box.width, box.height, width, height);
  if (!(side >= LEAST_NATIVE_SIZE)) return undefined;
  const size = Math.min(MOST_NATIVE_SIZE, 2 ** Math.floor(Math.log2(side)));
  const left = clamp(Math.round(box.x + (box.width - size) / 2), 0, width - size);
  const top = clamp(Math.round(box.y + (box.height - size) / 2), 0, height - size);
  const values = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const pixel = ((top + y) * width + left + x) * 3;
      values[y * size + x] = luma(data[pixel]!, data[pixel + 1]!, data[pixel + 2]!);
    }
  }
  return { values, size };
}

/** The face with `around` times its size, the face in the middle, drawn at a fixed size. */
export function facePatch(frame: RawFrame, box: Box, around: number, size: number): ColourSquare {
  const side = Math.max(box.width, box.height) * around;
  const left = box.x + box.width / 2 - side / 2;
  const top = box.y + box.height / 2 - side / 2;
  const pixels = new Float32Array(size * size * 3);
  const bounds = { left: 0, top: 0, right: frame.width, bottom: frame.height };
  drawSquare(pixels, 0, size, frame, { left, top, side, bounds });
  const inside = (from: number, length: number) => ({
    first: clamp(Math.ceil((-from / side) * size), 0, size - 1),
    last: clamp(Math.floor(((length - from) / side) * size) - 1, 0, size - 1),
  });
  repeatEdges(pixels, size, inside(left, frame.width), inside(top, frame.height));
  return { pixels, size };
}

interface Span {
  readonly first: number;
  readonly last: number;
}

/** The edge of the frame is no edge of anything in the picture: without this it would be the strongest one. */
function repeatEdges(pixels: Float32Array, size: number, columns: Span, rows: Span): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const fromX = clamp(x, columns.first, columns.last);
      const fromY = clamp(y, rows.first, rows.last);
      if (fromX === x && fromY === y) continue;
      const from = (fromY * size + fromX) * 3;
      pixels.copyWithin((y * size + x) * 3, from, from + 3);
    }
  }
}

export function greyOf({ pixels, size }: ColourSquare): GreySquare {
  const values = new Float32Array(size * size);
  for (let index = 0; index < values.length; index++) {
    values[index] = luma(pixels[index * 3]!, pixels[index * 3 + 1]!, pixels[index * 3 + 2]!);
  }
  return { values, size };
}

/** Rec. 601. */
function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
