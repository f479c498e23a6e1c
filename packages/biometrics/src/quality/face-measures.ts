/** Mean colour of a part of a face, 0 to 255 each (ITU-R BT.601, full range), and how much its luminance varies. */
export interface RegionColour {
  readonly luminance: number;
  /** Blue and red difference; 128 is grey. */
  readonly cb: number;
  readonly cr: number;
  /** Standard deviation of the luminance. */
  readonly deviation: number;
}

export const FACE_REGIONS = Object.freeze([
  'forehead',
  'leftEye',
  'rightEye',
  'noseBridge',
  'leftCheek',
  'rightCheek',
  'mouth',
  'chin',
] as const);

/** Left and right as in the picture. */
export type FaceRegion = (typeof FACE_REGIONS)[number];

/** What can be measured on the pixels of one face, before anything is judged. */
export interface FaceMeasures {
  /** Between the centres of the eyes, pixels of the picture. */
  readonly interEyePx: number;
  /** Variance of the Laplacian over that of the luminance, on a small chip: falls with blur, not with size or light. */
  readonly sharpness: number;
  /** Of the luminance of the face, 0 to 255. */
  readonly luminanceMean: number;
  readonly luminanceDeviation: number;
  /** Shares of the face that are nearly black and nearly white. */
  readonly underexposedShare: number;
  readonly overexposedShare: number;
  /** How alike both halves are lit: intersection of the histograms of their luminance, 0 to 1. */
  readonly illuminationUniformity: number;
  /** Share of the aligned face that lies inside the picture. */
  readonly insideShare: number;
  /** How far the landmarks are from an average face after alignment, in 112ths of the chip. */
  readonly alignmentResidualPx: number;
  readonly regions: Readonly<Record<FaceRegion, RegionColour>>;
}
