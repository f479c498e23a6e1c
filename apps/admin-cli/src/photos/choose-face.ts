import type { FaceObservation, FrameAnalysis } from '@portero/encoder';

/** Below this height a face has too few pixels to be told from others for years to come. */
export const MIN_ENROLMENT_FACE_PX = 40;
/** Below this a photograph would spoil the person's templates; 0 to 1, see `FaceQuality`. */
export const MIN_ENROLMENT_QUALITY = 0.2;
/** Another face at least this high, as a share of the largest, makes it unclear who is meant. */
const RIVAL_HEIGHT_SHARE = 1 / 3;

export type PhotoRejection = 'no_face' | 'several_faces' | 'face_too_small' | 'poor_quality' | 'unreadable';

export type OneFace =
  | { ok: true; face: FaceObservation }
  | { ok: false; reason: PhotoRejection; what: string; fix: string };

/** The only face of a portrait, or in words why there is none to take. Tiny faces far behind do not count. */
export function onlyFace(analysis: FrameAnalysis): OneFace {
  const [face, second] = analysis.faces;
  if (!face) {
    return {
      ok: false,
      reason: 'no_face',
      what: 'no face found',
      fix: 'Use a sharp, well-lit photograph that shows the whole face from the front.',
    };
  }
  if (second && second.box.height >= face.box.height * RIVAL_HEIGHT_SHARE) {
    const rivals = analysis.faces.filter((other) => other.box.height >= face.box.height * RIVAL_HEIGHT_SHARE);
    return {
      ok: false,
      reason: 'several_faces',
      what: `${rivals.length} faces found`,
      fix: 'Crop the photograph so that it shows one person.',
    };
  }
  if (face.box.height < MIN_ENROLMENT_FACE_PX) {
    return {
      ok: false,
      reason: 'face_too_small',
      what: `the face is ${Math.round(face.box.height)} pixels high, at least ${MIN_ENROLMENT_FACE_PX} are needed`,
      fix: 'Use a larger photograph, or one taken from nearer.',
    };
  }
  if (face.quality.score < MIN_ENROLMENT_QUALITY) {
    return {
      ok: false,
      reason: 'poor_quality',
      what: `the quality of the face is ${face.quality.score.toFixed(2)}, at least ${MIN_ENROLMENT_QUALITY} is needed`,
      fix: `Its weakest point is ${weakestPointOf(face)}.`,
    };
  }
  return { ok: true, face };
}

function weakestPointOf({ quality }: FaceObservation): string {
  const points = [
    ['its size', quality.size],
    ['sharpness', quality.sharpness],
    ['exposure: too dark or too bright', quality.exposure],
    ['the pose: look into the camera', quality.frontality],
  ] as const;
  return points.reduce((worst, point) => (point[1] < worst[1] ? point : worst))[0];
}

/**
 * The face that a picture is about, where others may stand behind: the one nearest to the centre for its size.
 * As in the pictures of LFW, whose subject is centred but not always the largest face.
 */
export function mainFace(analysis: FrameAnalysis): FaceObservation | undefined {
  const centreX = analysis.width / 2;
  const centreY = analysis.height / 2;
  const distanceInFaces = ({ box }: FaceObservation) =>
    Math.hypot(box.x + box.width / 2 - centreX, box.y + box.height / 2 - centreY) / Math.max(1, box.height);
  return analysis.faces.reduce<FaceObservation | undefined>(
    (best, face) => (best && distanceInFaces(best) <= distanceInFaces(face) ? best : face),
    undefined,
  );
}
