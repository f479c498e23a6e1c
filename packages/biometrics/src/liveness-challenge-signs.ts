import { BiometricsError } from './biometrics-error.ts';
import type { Point } from './geometry.ts';

/** What the landmarks of one frame say of the eyes and the head. */
export interface FaceSigns {
  /** Mean of both eyes' aspect ratio, in the plane of the face: about 0.3 open, under 0.15 shut. */
  readonly eyeAspectRatio: number;
  /**
   * Where the nose tip is between the outer corners of the eyes: 0 in the middle, 1 over the corner on the right of
   * the image, −1 over the other. About 0.8 · tan(yaw) of a
   * head of usual measures. In a picture that is not mirrored, positive is a turn to the
   * person's own left.
   */
  readonly headTurn: number;
  /** Middle between the outer corners of the eyes, pixels. */
  readonly centre: Point;
  /** Between the outer corners of the eyes, pixels. */
  readonly eyeSpanPx: number;
}

/** About 14° of yaw with the shipped landmarks: below, a face looks ahead. */
export const AHEAD_TURN = 0.15;

/** Whether a face looks ahead, or nearly so. */
export function looksAhead({ headTurn }: Pick<FaceSigns, 'headTurn'>): boolean {
  return Math.abs(headTurn) < AHEAD_TURN;
}

/** Of the iBUG 300-W annotation: corner, upper lid twice, corner, lower lid twice. */
const EYES = [
  [36, 37, 38, 39, 40, 41],
  [42, 43, 44, 45, 46, 47],
] as const;
const OUTER_CORNERS = [36, 45] as const;
const NOSE_TIP = 30;
const MOUTH_CORNERS = [48, 54] as const;

/** Eyes to mouth over eye corner to eye corner, of a face looked at from straight ahead. */
const USUAL_PROPORTION = 0.78;

/** Below this the three points that span the face lie on a line. */
const MIN_RELATIVE_AREA = 0.05;

/**
 * Both signs are taken in coordinates spanned by the eye corners and the mouth, which makes them invariant under affine
 * maps of the picture. A flat photograph that is turned, tilted or moved is, as long as it is not very near, such a map:
 * it changes neither sign, while the plain aspect ratio of its eyes shrinks as in a blink when it is tilted.
 *
 * The aspect ratio is that of Soukupová and Čech, "Real-Time Eye Blink Detection using Facial Landmarks", CVWW 2016,
 * equation (1).
 *
 * @param landmarks 68 points of the iBUG 300-W annotation
 * @throws {BiometricsError} LANDMARKS_INVALID unless there are 68 finite points that span a face
 */
export function faceSigns(landmarks: readonly Point[]): FaceSigns {
  if (landmarks.length !== 68) throw invalid(`Got ${landmarks.length} landmarks where 68 were expected`);
  const left = landmarks[OUTER_CORNERS[0]]!;
  const right = landmarks[OUTER_CORNERS[1]]!;
  const mouth = middle(landmarks[MOUTH_CORNERS[0]]!, landmarks[MOUTH_CORNERS[1]]!);
  const centre = middle(left, right);
  const across = { x: right.x - left.x, y: right.y - left.y };
  const down = { x: mouth.x - centre.x, y: mouth.y - centre.y };
  const area = across.x * down.y - across.y * down.x;
  const eyeSpanPx = Math.hypot(across.x, across.y);
  // Written so that NaN is refused; a mirrored or upside-down set of points has a negative area.
  if (!(area > MIN_RELATIVE_AREA * eyeSpanPx * eyeSpanPx && Number.isFinite(area))) {
    throw invalid('Eyes and mouth lie on a line, or are not finite');
  }
  const inFacePlane = ({ x, y }: Point): Point => {
    const fromCentre = { x: x - centre.x, y: y - centre.y };
    return {
      x: (fromCentre.x * down.y - fromCentre.y * down.x) / area,
      y: ((across.x * fromCentre.y - across.y * fromCentre.x) / area) * USUAL_PROPORTION,
    };
  };
  const flat = landmarks.map(inFacePlane);
  const signs = {
    eyeAspectRatio: (aspectRatio(flat, EYES[0]) + aspectRatio(flat, EYES[1])) / 2,
    headTurn: 2 * flat[NOSE_TIP]!.x,
    centre,
    eyeSpanPx,
  };
  if (!Number.isFinite(signs.eyeAspectRatio) || !Number.isFinite(signs.headTurn)) {
    throw invalid('An eye has no width, or a point is not finite');
  }
  return signs;
}

function aspectRatio(points: readonly Point[], [p1, p2, p3, p4, p5, p6]: readonly number[]): number {
  const between = (a: number, b: number) =>
    Math.hypot(points[a]!.x - points[b]!.x, points[a]!.y - points[b]!.y);
  return (between(p2!, p6!) + between(p3!, p5!)) / (2 * between(p1!, p4!));
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function invalid(what: string): BiometricsError {
  return new BiometricsError('LANDMARKS_INVALID', `${what}; pass the output of a 68-point landmark model.`);
}
