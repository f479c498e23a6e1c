import type { Box, FaceMeasures, FivePoints, Point } from '@portero/biometrics';
import type { PadAssessment } from '../pad/pad-analyser.ts';

/** Pixels already decoded: rows from the top, three bytes (R, G, B) a pixel. */
export interface RawFrame {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3;
}

/** The bytes of a JPEG, PNG or WebP file, or a decoded frame. */
export type ImageInput = Uint8Array | RawFrame;

/** How fit a face is for recognition. Every component is 0 (useless) to 1 (as good as it gets). */
export interface FaceQuality {
  /** The geometric mean of the components below: one useless component makes the face useless. */
  readonly score: number;
  /** Distance in the picture that the height of the face spans, in pixels. Not a score. */
  readonly faceSizePx: number;
  readonly size: number;
  readonly sharpness: number;
  readonly exposure: number;
  readonly frontality: number;
}

export interface FaceObservation {
  /** In pixels of the upright picture; may reach beyond its edges. */
  readonly box: Box;
  /** The detector's confidence, 0..1. */
  readonly detectionScore: number;
  /** The 68 points of the iBUG scheme, in pixels of the upright picture. */
  readonly landmarks: readonly Point[];
  readonly fivePoints: FivePoints;
  /** Of unit L2 norm, with its mirror image where the call asked for it; of length 0 when it asked for no encoding. */
  readonly embedding: Float32Array;
  readonly quality: FaceQuality;
  /** What a portrait is judged by; only where the call asked for it. */
  readonly measures?: FaceMeasures;
  /** Person or picture of one, as far as a single frame tells; only where the call asked for it. */
  readonly pad?: PadAssessment;
}

/** Milliseconds spent in each step. `queueMs` is the wait for a free worker; `totalMs` includes it. */
export interface AnalysisTimings {
  readonly decodeMs: number;
  readonly detectMs: number;
  readonly landmarksMs: number;
  readonly alignMs: number;
  readonly encodeMs: number;
  readonly totalMs: number;
  readonly queueMs: number;
}

/** What can be said of a picture as a whole. */
export interface PictureMeasures {
  /** 0 to 255. */
  readonly luminanceMean: number;
  /** Mean square of the Laplacian at 256 pixels: about 100 in a photograph, under 5 in a blurred one or of a wall. */
  readonly edgeStrength: number;
}

/** What was found in a picture. No face is an outcome, not an error: `faces` is empty. */
export interface FrameAnalysis {
  /** Of the upright picture, after EXIF rotation. */
  readonly width: number;
  readonly height: number;
  /** Largest first. */
  readonly faces: readonly FaceObservation[];
  /** The detector whose faces these are. */
  readonly detector: 'tiny' | 'ssd';
  /** Only where the call asked for measures. */
  readonly picture?: PictureMeasures;
  readonly timings: AnalysisTimings;
}
