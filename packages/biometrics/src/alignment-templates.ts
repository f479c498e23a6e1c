import type { FivePoints } from './geometry.ts';

/** Where the five points of a face stand in the chip that an encoder was trained on. Pixels. */
export interface AlignmentTemplate {
  readonly width: number;
  readonly height: number;
  readonly points: FivePoints;
}

/** The 112×112 template of ArcFace (InsightFace), which MobileFaceNet was trained on as well. */
export const ARCFACE_112: AlignmentTemplate = Object.freeze<AlignmentTemplate>({
  width: 112,
  height: 112,
  points: [
    { x: 38.29, y: 51.7 },
    { x: 73.53, y: 51.5 },
    { x: 56.03, y: 71.74 },
    { x: 41.55, y: 92.37 },
    { x: 70.73, y: 92.2 },
  ],
});

/** dlib's mean face in a 150×150 chip with its padding of 0.25, reduced to the five points; for its ResNet. */
export const DLIB_150: AlignmentTemplate = Object.freeze<AlignmentTemplate>({
  width: 150,
  height: 150,
  points: [
    { x: 47.6, y: 46.6 },
    { x: 100.5, y: 46.6 },
    { x: 74, y: 76.6 },
    { x: 50.4, y: 103 },
    { x: 97.6, y: 103 },
  ],
});
