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
  /**
   * Whether the slow detector may look where the fast one found nothing, or nothing that looks like a face; `always`
   * asks it in any case, so that a second person is not overlooked.
   */
  readonly thorough: boolean | 'always';
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

/** A portrait cut at hair and chin shows no head around its face, and is found once there is room for one. */
const PORTRAIT_MARGIN_SHARE = 0.25;

/**
 * Looks with the fast detector first. Where it finds nothing, or its largest face is suspicious, the thorough one
 * looks again, and its faces are taken if it has any. Where both find nothing the fast one looks once more, with a
 * margin around the frame.
 */
export async function findFaces(
  frame: RawFrame,
  { maxFaces, minFacePx, thorough }: FindOptions,
  { tiny, ssd, landmarks }: FaceFinderDeps,
): Promise<FoundFaces> {
  const timings = { detectMs: 0, landmarksMs: 0 };
  async function look(detector: FaceDetector, marginShare = 0): Promise<LocatedFace[]> {
    const start = performance.now();
    const detections = largestFirst(await detector.detect(frame, marginShare))
      .filter(({ box }) => box.height >= minFacePx)
      .slice(0, maxFaces);
    const detected = performance.now();
    const faces = await locateFaces(frame, detections, landmarks);
    timings.detectMs += detected - start;
    timings.landmarksMs += performance.now() - detected;
    return faces;
  }
  const fast = await look(tiny);
  const isSure = fast[0] !== undefined && !isSuspicious(fast[0]);
  if (!thorough || (isSure && thorough !== 'always')) return { faces: fast, detector: 'tiny', ...timings };
  const slow = await look(ssd);
  if (slow.length > 0) return { faces: slow, detector: 'ssd', ...timings };
  const faces = fast.length > 0 ? fast : await look(tiny, PORTRAIT_MARGIN_SHARE);
  return { faces, detector: 'tiny', ...timings };
}

function isSuspicious({ residualPx, score }: LocatedFace): boolean {
  return residualPx > SUSPICIOUS_RESIDUAL_PX || score < SUSPICIOUS_SCORE;
}

function largestFirst(detections: readonly Detection[]): Detection[] {
  return detections.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
}
