import {
  ARCFACE_112,
  alignmentTransform,
  applyTransform,
  FACE_REGIONS,
  type FaceMeasures,
  type FaceRegion,
  invertTransform,
  type RegionColour,
} from '@portero/biometrics';
import { drawAligned } from '../image/align-face.ts';
import type { RawFrame } from './frame-analysis.ts';
import { judgedPatch, meanAndVariance, relativeSharpness } from './judged-patch.ts';
import type { LocatedFace } from './located-face.ts';

/** Where a part of the face lies on the 112 × 112 chip of ArcFace: left, top, right, bottom. */
const REGIONS: Readonly<Record<FaceRegion, readonly [number, number, number, number]>> = Object.freeze({
  forehead: [38, 18, 74, 34],
  leftEye: [29, 46, 48, 58],
  rightEye: [64, 46, 83, 58],
  noseBridge: [51, 54, 61, 68],
  leftCheek: [27, 66, 41, 82],
  rightCheek: [71, 66, 85, 82],
  mouth: [42, 86, 70, 98],
  chin: [44, 101, 68, 111],
});

/** Nearly black and nearly white, of 255. */
const LIMITS = { black: 25, white: 247 };

const HISTOGRAM_BINS = 32;

/** What the pixels of a face tell of its fitness as a portrait; `biometrics` judges it. */
export function measureFace(frame: RawFrame, face: LocatedFace): FaceMeasures {
  const { fivePoints } = face;
  const patch = judgedPatch(frame, fivePoints);
  const light = meanAndVariance(patch.values);
  const chip = new Float32Array(ARCFACE_112.width * ARCFACE_112.height * 3);
  drawAligned(chip, 0, frame, fivePoints, ARCFACE_112);
  const share = (test: (value: number) => boolean) => patch.values.filter(test).length / patch.values.length;
  const [left, right] = [fivePoints[0], fivePoints[1]];
  return {
    interEyePx: Math.hypot(right.x - left.x, right.y - left.y),
    sharpness: relativeSharpness(patch),
    luminanceMean: light.mean,
    luminanceDeviation: Math.sqrt(light.variance),
    underexposedShare: share((value) => value <= LIMITS.black),
    overexposedShare: share((value) => value >= LIMITS.white),
    illuminationUniformity: likenessOfHalves(patch),
    insideShare: insideShare(frame, face),
    alignmentResidualPx: face.residualPx,
    regions: Object.fromEntries(
      FACE_REGIONS.map((name) => [name, regionColour(chip, REGIONS[name])]),
    ) as Record<FaceRegion, RegionColour>,
  };
}

/** Intersection of the histograms of the luminance of both halves, as the illumination uniformity of ISO/IEC 29794-5. */
function likenessOfHalves({ values, width, height }: ReturnType<typeof judgedPatch>): number {
  const half = Math.floor(width / 2);
  const histograms = [new Float64Array(HISTOGRAM_BINS), new Float64Array(HISTOGRAM_BINS)] as const;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < 2 * half; x++) {
      const value = values[y * width + (x < half ? x : width - 1 - (x - half))]!;
      const bin = Math.min(HISTOGRAM_BINS - 1, Math.floor((value * HISTOGRAM_BINS) / 256));
      histograms[x < half ? 0 : 1][bin]! += 1 / (half * height);
    }
  }
  return histograms[0].reduce((sum, count, bin) => sum + Math.min(count, histograms[1][bin]!), 0);
}

/** On a grid over the chip: how much of it has its place in the picture. */
function insideShare({ width, height }: RawFrame, { fivePoints }: LocatedFace): number {
  const toFrame = invertTransform(alignmentTransform(fivePoints, ARCFACE_112));
  const steps = 16;
  let inside = 0;
  for (let row = 0; row < steps; row++) {
    for (let column = 0; column < steps; column++) {
      const { x, y } = applyTransform(toFrame, {
        x: ((column + 0.5) / steps) * ARCFACE_112.width,
        y: ((row + 0.5) / steps) * ARCFACE_112.height,
      });
      if (x >= -0.5 && y >= -0.5 && x < width - 0.5 && y < height - 0.5) inside++;
    }
  }
  return inside / steps ** 2;
}

/** ITU-R BT.601, full range, as JPEG has it. */
function regionColour(
  chip: Float32Array,
  [left, top, right, bottom]: readonly [number, number, number, number],
): RegionColour {
  const sums = { luminance: 0, squares: 0, cb: 0, cr: 0 };
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const pixel = (y * ARCFACE_112.width + x) * 3;
      const [red, green, blue] = [chip[pixel]!, chip[pixel + 1]!, chip[pixel + 2]!];
      const luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
      sums.luminance += luminance;
      sums.squares += luminance * luminance;
      sums.cb += 128 + 0.564 * (blue - luminance);
      sums.cr += 128 + 0.713 * (red - luminance);
    }
  }
  const count = (right - left) * (bottom - top);
  const luminance = sums.luminance / count;
  const variance = Math.max(0, sums.squares / count - luminance * luminance);
  return { luminance, cb: sums.cb / count, cr: sums.cr / count, deviation: Math.sqrt(variance) };
}
