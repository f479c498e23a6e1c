import type { RawFrame } from '../analysis/frame-analysis.ts';
import type { Detection, FaceDetector } from '../detection/face-detector.ts';
import type { LandmarkFinder } from '../detection/landmark-finder.ts';
import { type LocatedFace, locateFaces } from './located-face.ts';

export interface FaceFinderDeps {
  readonly tiny: FaceDetector;
  readonly ssd: FaceDetector;
  readonly landmarks: LandmarkFinder;
}

export interface FindOptions {
  readonly maxFaces: number;
  readonly minFacePx: number;
  /** Whether the slow detector may look where the fast one found nothing, or nothing that looks like a face. */
  readonly thorough: boolean;
}

export interface FoundFaces {
  /** Largest first. */
  readonly faces: readonly LocatedFace[];
  readonly detector: 'tiny' | 'ssd';
  readonly detectMs: number;
  readonly landmarksMs: number;
}

/** Beyond this the landmarks do not fit a face well enough: the box was probably of something else, or askew. */
const SUSPICIOUS_RESIDUAL_PX = 6;
/** Below this the tiny detector is often wrong. */
const SUSPICIOUS_SCORE = 0.6;

/**
 * Looks with the fast detector first. Where it finds nothing, or its largest face is suspicious, the thorough one
 * looks again, and its faces are taken if it has any.
 */
export async function findFaces(
  frame: RawFrame,
  { maxFaces, minFacePx, thorough }: FindOptions,
  { tiny, ssd, landmarks }: FaceFinderDeps,
): Promise<FoundFaces> {
  const timings = { detectMs: 0, landmarksMs: 0 };
  async function look(detector: FaceDetector): Promise<LocatedFace[]> {
    const start = performance.now();
    const detections = largestFirst(await detector.detect(frame))
      .filter(({ box }) => box.height >= minFacePx)
      .slice(0, maxFaces);
    const detected = performance.now();
    const faces = await locateFaces(frame, detections, landmarks);
    timings.detectMs += detected - start;
    timings.landmarksMs += performance.now() - detected;
    return faces;
  }
  const fast = await look(tiny);
  if (!thorough || (fast[0] && !isSuspicious(fast[0]))) return { faces: fast, detector: 'tiny', ...timings };
  const slow = await look(ssd);
  return slow.length > 0
    ? { faces: slow, detector: 'ssd', ...timings }
    : { faces: fast, detector: 'tiny', ...timings };
}

function isSuspicious({ residualPx, score }: LocatedFace): boolean {
  return residualPx > SUSPICIOUS_RESIDUAL_PX || score < SUSPICIOUS_SCORE;
}

function largestFirst(detections: readonly Detection[]): Detection[] {
  return detections.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
}
