import {
  ARCFACE_112,
  alignmentResidualPx,
  alignmentTransform,
  type FivePoints,
  fivePointsFrom68,
  isBiometricsError,
  type Point,
} from '@portero/biometrics';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import type { Detection } from '../detection/face-detector.ts';
import type { LandmarkFinder } from '../detection/landmark-finder.ts';

/** A detection with its landmarks, not yet encoded. */
export interface LocatedFace extends Detection {
  readonly landmarks: readonly Point[];
  readonly fivePoints: FivePoints;
  /** Root mean square distance of the five points from an average face, in 112ths of the chip. */
  readonly residualPx: number;
}

/** Finds the landmarks of each detection; one whose points make no face is left out. */
export async function locateFaces(
  frame: RawFrame,
  detections: readonly Detection[],
  finder: LandmarkFinder,
): Promise<LocatedFace[]> {
  const landmarks = await finder.find(
    frame,
    detections.map(({ box }) => box),
  );
  return detections.flatMap((detection, index) => located(detection, landmarks[index]));
}

function located(detection: Detection, landmarks: readonly Point[] | undefined): LocatedFace[] {
  if (!landmarks) return [];
  const fivePoints = fivePointsFrom68(landmarks);
  try {
    const transform = alignmentTransform(fivePoints, ARCFACE_112);
    const residualPx = alignmentResidualPx(fivePoints, ARCFACE_112, transform);
    return [{ ...detection, landmarks, fivePoints, residualPx }];
  } catch (error) {
    if (isBiometricsError(error)) return [];
    throw error;
  }
}
