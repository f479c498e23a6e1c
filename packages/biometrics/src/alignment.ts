import type { AlignmentTemplate } from './alignment-templates.ts';
import { BiometricsError } from './biometrics-error.ts';
import { type FivePoints, meanPoint, type Point } from './geometry.ts';

/** x′ = a·x − b·y + tx, y′ = b·x + a·y + ty: a rotation by atan2(b, a), a scale of hypot(a, b) and a shift. */
export interface SimilarityTransform {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

/** Below this spread (mean squared distance from the centre, in square pixels) five points are one point. */
const MIN_SPREAD_PX2 = 1e-6;

/** A scale this small maps the whole face onto one pixel: the points have nothing of a face. */
const MIN_SCALE = 1e-6;

/**
 * The similarity that brings `from` nearest to the template in the sense of least squares.
 *
 * This is Umeyama's solution (IEEE PAMI 13(4), 1991) without reflection. In the plane it has a closed form: with
 * points as complex numbers about their centres, a + ib = Σ conj(p)·q / Σ |p|², so no SVD is needed. A face that is
 * mirrored cannot be matched by a rotation and comes out small and wrong rather than flipped, which quality shows.
 *
 * @param from the five points in the image, pixels
 * @returns image pixels → chip pixels
 * @throws {BiometricsError} ALIGNMENT_DEGENERATE when the points coincide, are not finite, or fit only a scale of 0
 */
export function alignmentTransform(
  from: FivePoints,
  template: Pick<AlignmentTemplate, 'points'>,
): SimilarityTransform {
  const centre = meanPoint(from);
  const target = meanPoint(template.points);
  let spread = 0;
  let real = 0;
  let imaginary = 0;
  from.forEach((point, index) => {
    const px = point.x - centre.x;
    const py = point.y - centre.y;
    const qx = template.points[index]!.x - target.x;
    const qy = template.points[index]!.y - target.y;
    spread += px * px + py * py;
    real += px * qx + py * qy;
    imaginary += px * qy - py * qx;
  });
  const a = real / spread;
  const b = imaginary / spread;
  // Written so that NaN, which fails every comparison, is refused as well.
  if (!(spread / from.length > MIN_SPREAD_PX2 && Math.hypot(a, b) > MIN_SCALE && Number.isFinite(a + b))) {
    throw new BiometricsError(
      'ALIGNMENT_DEGENERATE',
      'The five points of the face do not determine an alignment: they coincide or are not finite. Discard this face.',
      { context: { spreadPx2: spread / from.length, scale: Math.hypot(a, b) } },
    );
  }
  return {
    a,
    b,
    tx: target.x - (a * centre.x - b * centre.y),
    ty: target.y - (b * centre.x + a * centre.y),
  };
}

export function applyTransform({ a, b, tx, ty }: SimilarityTransform, { x, y }: Point): Point {
  return { x: a * x - b * y + tx, y: b * x + a * y + ty };
}

/**
 * Chip pixels → image pixels, which is the direction a resampler walks.
 * @throws {BiometricsError} ALIGNMENT_DEGENERATE for a scale of 0
 */
export function invertTransform({ a, b, tx, ty }: SimilarityTransform): SimilarityTransform {
  const norm = a * a + b * b;
  if (!(norm > 0 && Number.isFinite(norm))) {
    throw new BiometricsError('ALIGNMENT_DEGENERATE', 'A transform of scale 0 has no inverse.', {
      context: { norm },
    });
  }
  const inverseA = a / norm;
  const inverseB = -b / norm;
  return {
    a: inverseA,
    b: inverseB,
    tx: -(inverseA * tx - inverseB * ty),
    ty: -(inverseB * tx + inverseA * ty),
  };
}

/** Scale of a transform: how many chip pixels one image pixel becomes. Above 1 the face is smaller than the chip. */
export function transformScale({ a, b }: SimilarityTransform): number {
  return Math.hypot(a, b);
}

/** Root mean square distance in chip pixels between the moved points and the template: how unlike a frontal face. */
export function alignmentResidualPx(
  from: FivePoints,
  template: Pick<AlignmentTemplate, 'points'>,
  transform: SimilarityTransform,
): number {
  let sum = 0;
  from.forEach((point, index) => {
    const moved = applyTransform(transform, point);
    sum += (moved.x - template.points[index]!.x) ** 2 + (moved.y - template.points[index]!.y) ** 2;
  });
  return Math.sqrt(sum / from.length);
}
