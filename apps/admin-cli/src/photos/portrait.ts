import { assessPortrait, headPose, type PortraitFlaw, type PortraitQuality } from '@portero/biometrics';
import type { FaceObservation, FrameAnalysis, PictureMeasures } from '@portero/encoder';
import { flawWords } from '../enrolment/flaw-words.ts';
import type { Refusal } from '../enrolment/photo-refusal.ts';

/** Of 255, and of about 100 in a sharp photograph; see `PictureMeasures`. */
const DARK_MEAN = 20;
const WEAK_EDGES = 8;

/** Another face at least this high, as a share of the largest, makes it unclear who is meant. */
const RIVAL_HEIGHT_SHARE = 1 / 3;

export type Portrait =
  | {
      ok: true;
      face: FaceObservation;
      quality: PortraitQuality;
      /** Tiny faces far behind, which were left out. */
      facesBehind: number;
    }
  | (Refusal & {
      ok: false;
      /** Of the face that was refused, if there was one. */
      quality?: PortraitQuality;
    });

/**
 * The only face of a portrait, or in words why there is none to take.
 *
 * @param analysis with measures
 */
export function judgePortrait({ faces, picture }: FrameAnalysis): Portrait {
  const [face] = faces;
  if (!face?.measures) {
    return {
      ok: false,
      reason: 'no_face',
      what: `no face found${whyNone(picture)}`,
      fix: 'Use a sharp, well-lit photograph that shows the whole face from the front.',
    };
  }
  const rivals = faces.filter(({ box }) => box.height >= face.box.height * RIVAL_HEIGHT_SHARE);
  if (rivals.length > 1) {
    return {
      ok: false,
      reason: 'several_faces',
      what: `${rivals.length} faces found`,
      fix: 'Crop the photograph so that it shows one person.',
    };
  }
  const quality = assessPortrait({ measures: face.measures, pose: headPose(face.landmarks) });
  const [worst] = quality.refusals;
  if (!worst) return { ok: true, face, quality, facesBehind: faces.length - 1 };
  return { ok: false, ...refusalOf(worst, quality.refusals), quality };
}

function whyNone(picture: PictureMeasures | undefined): string {
  if (!picture) return '';
  if (picture.luminanceMean < DARK_MEAN) return ': the picture is very dark';
  return picture.edgeStrength < WEAK_EDGES
    ? ': the picture is blurred, or there is nothing to be seen in it'
    : '';
}

/** The fix is that of the worst flaw; the others are named with it. */
function refusalOf(worst: PortraitFlaw, all: readonly PortraitFlaw[]): Refusal {
  return {
    reason: worst.defect === 'face_too_small' ? 'face_too_small' : 'poor_quality',
    what: all.map((flaw) => flawWords(flaw).what).join(', '),
    fix: flawWords(worst).fix,
  };
}
