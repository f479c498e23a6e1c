import type { RawFrame } from '../analysis/frame-analysis.ts';
import type { Detection, FaceDetector } from '../detection/face-detector.ts';
import type { LandmarkFinder } from '../detection/landmark-finder.ts';
import { type LocatedFace, locateFaces } from './located-face.ts';

export interface FaceFinderDeps {
  readonly tiny: FaceDetector;
  /** The tiny one on a frame reduced further and with a margin, for a face that nearly fills the frame. */
  readonly closeUp: FaceDetector;
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

/**
 * Beyond this the landmarks hardly fit a face, so that the box was probably of something else, or askew. Of 1,610
 * pictures of LFW, 1 % are beyond it. A stricter limit, or one for the score, has the slow detector look at up to
 * 15 % of them, and brings no pair of pictures more right.
 */
const SUSPICIOUS_RESIDUAL_PX = 8;

/**
 * Looks with the fast detector first, then with it from further away, then with the slow one, until one of them
 * finds a face that is not suspicious. Where all are, the surest finding counts.
 */
export async function findFaces(
  frame: RawFrame,
  { maxFaces, minFacePx, thorough }: FindOptions,
  deps: FaceFinderDeps,
): Promise<FoundFaces> {
  const timings = { detectMs: 0, landmarksMs: 0 };
  async function look(detector: FaceDetector): Promise<LocatedFace[]> {
    const start = performance.now();
    const detections = largestFirst(await detector.detect(frame))
      .filter(({ box }) => box.height >= minFacePx)
      .slice(0, maxFaces);
    const detected = performance.now();
    const faces = await locateFaces(frame, detections, deps.landmarks);
    timings.detectMs += detected - start;
    timings.landmarksMs += performance.now() - detected;
    return faces;
  }
  let best: { faces: readonly LocatedFace[]; detector: 'tiny' | 'ssd' } = { faces: [], detector: 'tiny' };
  for (const { name, detector } of looksInOrder(thorough, deps)) {
    const faces = await look(detector);
    const [largest] = faces;
    if (!largest) continue;
    if (!best.faces[0] || largest.score > best.faces[0].score) best = { faces, detector: name };
    // Whoever asks for the slow detector always wants what it finds, and the others only where that is nothing.
    if (!isSuspicious(largest) || (thorough === 'always' && name === 'ssd')) break;
  }
  return { ...best, ...timings };
}

function looksInOrder(
  thorough: FindOptions['thorough'],
  { tiny, closeUp, ssd }: FaceFinderDeps,
): readonly { readonly name: 'tiny' | 'ssd'; readonly detector: FaceDetector }[] {
  const fast = [
    { name: 'tiny', detector: tiny },
    { name: 'tiny', detector: closeUp },
  ] as const;
  const slow = { name: 'ssd', detector: ssd } as const;
  if (thorough === 'always') return [slow, ...fast];
  return thorough ? [...fast, slow] : fast;
}

function isSuspicious({ residualPx }: LocatedFace): boolean {
  return residualPx > SUSPICIOUS_RESIDUAL_PX;
}

function largestFirst(detections: readonly Detection[]): Detection[] {
  return detections.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
}
