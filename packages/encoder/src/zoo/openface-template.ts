import type { AlignmentTemplate } from '@portero/biometrics';

/**
 * Where nn4.small2 expects a face: the mean face of OpenFace's `align_dlib`, scaled so that its 68 points span
 * 96 × 96 pixels, reduced to the five points. OpenFace itself fits an affine map to the outer corners of the eyes
 * and the nose.
 */
export const OPENFACE_96: AlignmentTemplate = Object.freeze({
  width: 96,
  height: 96,
  points: [
    { x: 26.63, y: 16.06 },
    { x: 67.79, y: 15.26 },
    { x: 47.24, y: 40.52 },
    { x: 29.48, y: 61.62 },
    { x: 66.76, y: 60.88 },
  ] as const,
});
