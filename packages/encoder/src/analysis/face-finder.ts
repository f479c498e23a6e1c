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
   * Whether the slow detector may look where the fast one found nothing, or nothing that looks like a face in the middle;
   * `always` asks it in any case, so that a second person is not overlooked.
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
const LARGEST_PLAUSIBLE_RESIDUAL_PX = 8;

/** A face less high than this share of the picture's shorter side is small enough for a nearer one to be missing. */
const SMALL_SHARE = 0.4;

/** A face has the middle of the picture when that lies within it, off its edges by this share of its size. */
const MIDDLE_EDGE_SHARE = 0.2;

/** How much larger, by area, a face must be to be in front of another. */
const IN_FRONT_FACTOR = 1.5;

type Look = (detector: FaceDetector) => Promise<LocatedFace[]>;
type Finding = Pick<FoundFaces, 'faces' | 'detector'>;

/**
 * Looks with the fast detector first; where that finds no plausible face, or only a small one at the side, with it
 * from further away, for somebody who stands too close to be seen; and where both find nothing plausible, or nobody in the
 * middle, with the slow one, whose faces count where one is there.
 *
 * The wrong face of a picture is the worst error that there is, because everything after it is right. Of the 4,992 pictures
 * of `lfw-view1`, 13 had no face in the middle; the slow detector found the one that was overlooked in ten of them.
 */
export async function findFaces(
  frame: RawFrame,
  { maxFaces, minFacePx, thorough }: FindOptions,
  deps: FaceFinderDeps,
): Promise<FoundFaces> {
  const timings = { detectMs: 0, landmarksMs: 0 };
  async function look(detector: FaceDetector): Promise<LocatedFace[]> {
    const start = performance.now();
    const detections = (await detector.detect(frame))
      .filter(({ box }) => box.height >= minFacePx)
      .toSorted((a, b) => area(b) - area(a))
      .slice(0, maxFaces);
    const detected = performance.now();
    const faces = await locateFaces(frame, detections, deps.landmarks);
    timings.detectMs += detected - start;
    timings.landmarksMs += performance.now() - detected;
    return faces;
  }
  if (thorough === 'always') {
    const faces = await look(deps.ssd);
    if (faces.length > 0) return { faces, detector: 'ssd', ...timings };
  }
  const fast = await lookFast(frame, look, deps);
  const plausible = isPlausible(fast.faces[0]);
  if (thorough !== true || (plausible && hasMiddle(frame, fast.faces))) return { ...fast, ...timings };
  const faces = await look(deps.ssd);
  const slow: Finding = { faces, detector: 'ssd' };
  const isBetter = plausible ? hasMiddle(frame, faces) : faces.length > 0;
  return { ...(isBetter ? slow : fast), ...timings };
}

async function lookFast(frame: RawFrame, look: Look, { tiny, closeUp }: FaceFinderDeps): Promise<Finding> {
  const first = await look(tiny);
  const [largest] = first;
  const finding: Finding = { faces: first, detector: 'tiny' };
  if (isPlausible(largest) && !isSmallAndAside(frame, largest)) return finding;
  const second = await look(closeUp);
  const [nearest] = second;
  if (!nearest) return finding;
  const isInFront = !largest || area(nearest) > IN_FRONT_FACTOR * area(largest);
  const isBetter = isPlausible(largest) ? isPlausible(nearest) && isInFront : true;
  return isBetter ? { faces: second, detector: 'tiny' } : finding;
}

function isPlausible(face: LocatedFace | undefined): face is LocatedFace {
  return face !== undefined && face.residualPx <= LARGEST_PLAUSIBLE_RESIDUAL_PX;
}

function hasMiddle({ width, height }: RawFrame, faces: readonly LocatedFace[]): boolean {
  const share = 0.5 - MIDDLE_EDGE_SHARE;
  return faces.some(
    ({ box }) =>
      Math.abs(box.x + box.width / 2 - width / 2) <= share * box.width &&
      Math.abs(box.y + box.height / 2 - height / 2) <= share * box.height,
  );
}

/** Outside of the middle half of the picture, either way, and small: whoever stands in front may be overlooked. */
function isSmallAndAside({ width, height }: RawFrame, { box }: LocatedFace): boolean {
  const asideX = Math.abs(box.x + box.width / 2 - width / 2) > width / 4;
  const asideY = Math.abs(box.y + box.height / 2 - height / 2) > height / 4;
  return (asideX || asideY) && box.height < SMALL_SHARE * Math.min(width, height);
}

function area({ box }: Detection): number {
  return box.width * box.height;
}
