import type { Box } from '@portero/biometrics';
import type { FaceObservation, FrameAnalysis } from '@portero/encoder';

/** Below this height a face has too few pixels to be told from others. Portraits of 96×96 pixels have about 40. */
export const MIN_ENROLMENT_FACE_PX = 32;
/**
 * Of pose and light, 0 to 1, see `FaceQuality`: below this a photograph would spoil the person's templates. Sharpness is
 * left out: small portraits count as blurred and serve all the same, as those of the course's office do.
 */
export const MIN_ENROLMENT_QUALITY = 0.1;
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
  const { frontality, exposure } = face.quality;
  if (Math.min(frontality, exposure) < MIN_ENROLMENT_QUALITY) {
    const turned = frontality < exposure;
    return {
      ok: false,
      reason: 'poor_quality',
      what: turned ? 'the face is turned away' : 'the face is too dark or too bright',
      fix: turned ? 'Use one that looks into the camera.' : 'Use one in even light.',
    };
  }
  return { ok: true, face };
}

/**
 * The face that a picture is about, where others may stand behind: the one nearest to the centre for its size.
 * As in the pictures of LFW, whose subject is centred but not always the largest face.
 */
export function mainFace<Face extends { readonly box: Box }>(analysis: {
  readonly width: number;
  readonly height: number;
  readonly faces: readonly Face[];
}): Face | undefined {
  const centreX = analysis.width / 2;
  const centreY = analysis.height / 2;
  const distanceInFaces = ({ box }: Face) =>
    Math.hypot(box.x + box.width / 2 - centreX, box.y + box.height / 2 - centreY) / Math.max(1, box.height);
  return analysis.faces.reduce<Face | undefined>(
    (best, face) => (best && distanceInFaces(best) <= distanceInFaces(face) ? best : face),
    undefined,
  );
}
