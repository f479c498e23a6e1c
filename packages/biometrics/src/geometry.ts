import { BiometricsError } from './biometrics-error.ts';

/** Pixels, x to the right, y down, origin in the top left corner of the image. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Pixels; `x`, `y` is the top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Eye on the left of the image, eye on its right, nose tip, mouth corner on the left, mouth corner on the right. */
export type FivePoints = readonly [Point, Point, Point, Point, Point];

/** Indices of the 68-point annotation (iBUG 300-W), counted from 0. */
const LEFT_EYE = [36, 37, 38, 39, 40, 41];
const RIGHT_EYE = [42, 43, 44, 45, 46, 47];
const NOSE_TIP = 30;
const MOUTH_LEFT = 48;
const MOUTH_RIGHT = 54;

export function meanPoint(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}

/**
 * The five points that alignment uses: the means of the two eyes, the nose tip and the mouth corners.
 *
 * @param landmarks 68 points of the iBUG 300-W annotation
 * @throws {BiometricsError} LANDMARKS_INVALID unless there are 68
 */
export function fivePointsFrom68(landmarks: readonly Point[]): FivePoints {
  if (landmarks.length !== 68) {
    throw new BiometricsError(
      'LANDMARKS_INVALID',
      `Got ${landmarks.length} landmarks where 68 were expected; pass the output of a 68-point landmark model.`,
      { context: { landmarks: landmarks.length } },
    );
  }
  const pick = (indices: readonly number[]) => meanPoint(indices.map((index) => landmarks[index]!));
  return [
    pick(LEFT_EYE),
    pick(RIGHT_EYE),
    landmarks[NOSE_TIP]!,
    landmarks[MOUTH_LEFT]!,
    landmarks[MOUTH_RIGHT]!,
  ];
}

/** Area of the overlap over area of the union, 0 to 1; 0 when either box is empty. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const overlap = width * height;
  return overlap / (a.width * a.height + b.width * b.height - overlap);
}
