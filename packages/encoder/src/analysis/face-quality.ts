import type { Box, FivePoints, Point } from '@portero/biometrics';
import type { FaceQuality, RawFrame } from './frame-analysis.ts';
import { judgedPatch, meanAndVariance, relativeSharpness } from './judged-patch.ts';

/** Distance between the eyes, in pixels of the frame, of no use and of full use. */
const EYE_DISTANCE_PX = { useless: 8, good: 36 };

/**
 * Variance of the Laplacian over that of the luminance, so that a dim or pale face is not called blurred. Its median
 * over 100 faces of LFW is 0.68; blurred by 2 pixels it is 0.20 and their templates move by 0.34, by 3 pixels 0.08
 * and 0.65, by 5 pixels 0.02 and 1.29, which is as far as from another person.
 */
const RELATIVE_SHARPNESS = { useless: 0.03, good: 0.4 };

/** How much the halves of the face may differ, as the nose shows: 0 frontal, 1 the nose over an eye. */
const YAW_ASYMMETRY = { good: 0.15, useless: 0.9 };

/** Where the nose tip is between the eyes (0) and the mouth (1) when one looks straight ahead, and how far off. */
const PITCH = { straight: 0.53, good: 0.12, useless: 0.5 };

/** Mean luminance. The same faces at a quarter of their light (mean 32) have moved by 0.33, at a tenth (12) by 0.65. */
const LUMINANCE = { blackest: 5, dark: 60, bright: 200, whitest: 255 };

/** Standard deviation of the luminance of a face in fog or in the dark, and of a normal one. */
const CONTRAST = { useless: 2, good: 20 };

/**
 * How fit a face is for recognition. The limits were set on photographs and on their blurred, darkened and shrunk
 * copies; a score is for comparing frames and for turning away the worst, not a probability.
 */
export function assessQuality(frame: RawFrame, points: FivePoints, box: Box): FaceQuality {
  const grey = judgedPatch(frame, points);
  const size = rise(distance(points[0], points[1]), EYE_DISTANCE_PX.useless, EYE_DISTANCE_PX.good);
  const light = meanAndVariance(grey.values);
  // By ratio: twice the value is one step of sharpness, whether from 0.05 to 0.1 or from 0.2 to 0.4.
  const sharpness = rise(
    Math.log(Math.max(1e-6, relativeSharpness(grey))),
    Math.log(RELATIVE_SHARPNESS.useless),
    Math.log(RELATIVE_SHARPNESS.good),
  );
  const exposure = exposureScore(light);
  const frontality = frontalityScore(points);
  const score = (size * sharpness * exposure * frontality) ** (1 / 4);
  return { score, faceSizePx: box.height, size, sharpness, exposure, frontality };
}

function exposureScore({ mean, variance }: { mean: number; variance: number }): number {
  const brightness = Math.min(
    rise(mean, LUMINANCE.blackest, LUMINANCE.dark),
    1 - rise(mean, LUMINANCE.bright, LUMINANCE.whitest),
  );
  return brightness * rise(Math.sqrt(variance), CONTRAST.useless, CONTRAST.good);
}

/** From the place of the nose among eyes and mouth, both taken along the axes of the face, so that roll is free. */
function frontalityScore([leftEye, rightEye, nose, leftMouth, rightMouth]: FivePoints): number {
  const eyes = middle(leftEye, rightEye);
  const mouth = middle(leftMouth, rightMouth);
  const across = along(eyes, rightEye, nose);
  const yaw = 1 - rise(Math.abs(across), YAW_ASYMMETRY.good, YAW_ASYMMETRY.useless);
  const off = Math.abs(along(eyes, mouth, nose) - PITCH.straight);
  return yaw * (1 - rise(off, PITCH.good, PITCH.useless));
}

/** Where `point` projects onto the line from `from` (0) to `to` (1). */
function along(from: Point, to: Point, point: Point): number {
  const x = to.x - from.x;
  const y = to.y - from.y;
  const squaredLength = Math.max(1e-6, x * x + y * y);
  return ((point.x - from.x) * x + (point.y - from.y) * y) / squaredLength;
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** 0 up to `low`, 1 from `high` on, straight between them. */
function rise(value: number, low: number, high: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
