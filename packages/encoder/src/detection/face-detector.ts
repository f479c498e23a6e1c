import type { Box } from '@portero/biometrics';
import type { RawFrame } from '../analysis/frame-analysis.ts';

export interface Detection {
  /** In pixels of the frame; may reach beyond its edges. */
  readonly box: Box;
  /** Confidence, 0..1. */
  readonly score: number;
}

export interface FaceDetector {
  /**
   * @param marginShare black border drawn around the frame for the detector, as a share of its longer side
   * @defaultValue 0
   * @returns the faces, surest first, no two of them on the same place
   */
  detect(frame: RawFrame, marginShare?: number): Promise<Detection[]>;
  dispose(): void;
}
