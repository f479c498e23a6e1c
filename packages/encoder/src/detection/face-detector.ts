import type { Box } from '@portero/biometrics';
import type { RawFrame } from '../analysis/frame-analysis.ts';

export interface Detection {
  /** In pixels of the frame; may reach beyond its edges. */
  readonly box: Box;
  /** Confidence, 0..1. */
  readonly score: number;
}

export interface FaceDetector {
  /** @returns the faces, surest first, no two of them on the same place */
  detect(frame: RawFrame): Promise<Detection[]>;
  dispose(): void;
}
