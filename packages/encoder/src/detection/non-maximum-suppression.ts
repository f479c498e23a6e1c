import { intersectionOverUnion } from '@portero/biometrics';
import type { Detection } from './face-detector.ts';

/**
 * Keeps the surest of the detections that lie on one another.
 *
 * @param largestOverlap intersection over union up to which two faces may be neighbours
 * @returns surest first
 */
export function suppressNonMaxima(detections: readonly Detection[], largestOverlap: number): Detection[] {
  const kept: Detection[] = [];
  for (const detection of detections.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => intersectionOverUnion(detection.box, other.box) <= largestOverlap)) {
      kept.push(detection);
    }
  }
  return kept;
}
