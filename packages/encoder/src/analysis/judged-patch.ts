import { type AlignmentTemplate, ARCFACE_112, type FivePoints, type Point } from '@portero/biometrics';
import { drawAligned } from '../image/align-face.ts';
import type { RawFrame } from './frame-analysis.ts';

/**
 * The chip that quality is judged on, the same for every model: small, so that it shows blur as a recogniser feels
 * it and not the grain of the camera, and so that a small face is not called blurred for being small.
 */
const JUDGED: AlignmentTemplate = {
  width: 56,
  height: 56,
  points: [
    half(ARCFACE_112.points[0]),
    half(ARCFACE_112.points[1]),
    half(ARCFACE_112.points[2]),
    half(ARCFACE_112.points[3]),
    half(ARCFACE_112.points[4]),
  ],
};

export interface GreyPatch {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** The luminance of the middle of the chip, three fifths of it each way: face and no background. */
export function judgedPatch(frame: RawFrame, points: FivePoints): GreyPatch {
  const pixels = new Float32Array(JUDGED.width * JUDGED.height * 3);
  drawAligned(pixels, 0, frame, points, JUDGED);
  const { width, height } = JUDGED;
  const left = Math.round(width * 0.2);
  const top = Math.round(height * 0.25);
  const patch = { width: Math.round(width * 0.6), height: Math.round(height * 0.6) };
  const values = new Float32Array(patch.width * patch.height);
  for (let y = 0; y < patch.height; y++) {
    for (let x = 0; x < patch.width; x++) {
      const pixel = ((top + y) * width + left + x) * 3;
      // Rec. 601 luma.
      values[y * patch.width + x] =
        0.299 * pixels[pixel]! + 0.587 * pixels[pixel + 1]! + 0.114 * pixels[pixel + 2]!;
    }
  }
  return { ...patch, values };
}

/** Variance of the four-neighbour Laplacian: small where nothing has an edge. */
function laplacianVariance({ values, width, height }: GreyPatch): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const laplacian =
        values[at - width]! + values[at - 1]! + values[at + 1]! + values[at + width]! - 4 * values[at]!;
      sum += laplacian;
      squares += laplacian * laplacian;
    }
  }
  const count = (width - 2) * (height - 2);
  return squares / count - (sum / count) ** 2;
}

/** Variance of the Laplacian over that of the luminance, so that a dim or pale face is not called blurred. */
export function relativeSharpness(patch: GreyPatch): number {
  return laplacianVariance(patch) / Math.max(1, meanAndVariance(patch.values).variance);
}

export function meanAndVariance(values: Float32Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

function half({ x, y }: Point): Point {
  return { x: x / 2, y: y / 2 };
}
