import { BiometricsError } from './biometrics-error.ts';
import type { Point } from './geometry.ts';

/** How the landmarks of a face moved from one frame to another. In units of the face's own size (RMS radius). */
export interface PlanarMotion {
  /** RMS of what is left after the best similarity: how much the view changed, beyond moving and turning in the picture. */
  readonly viewChange: number;
  /** RMS of what is left after the best homography: what no flat thing can do. Noise of the landmarks included. */
  readonly residual: number;
}

/**
 * Compares two views of a face with the motion of a plane. A photograph or a screen moves by a homography whatever is
 * done to it, short of bending it; a head that turns does not, since its nose stands out. Says nothing of a screen that
 * *plays* a turning head, and little where `viewChange` is no larger than the noise of the landmarks (measured).
 *
 * @param from, to the same points in both frames, at least 5, pixels
 * @throws {BiometricsError} LANDMARKS_INVALID for lists that differ in length, are short, or span nothing
 */
export function planarMotion(from: readonly Point[], to: readonly Point[]): PlanarMotion {
  if (from.length !== to.length || from.length < 5) {
    throw new BiometricsError(
      'LANDMARKS_INVALID',
      `Cannot compare ${from.length} points with ${to.length}; give the same 5 or more of both frames.`,
      { context: { from: from.length, to: to.length } },
    );
  }
  const source = normalise(from);
  const target = normalise(to);
  return { viewChange: similarityResidual(source, target), residual: homographyResidual(source, target) };
}

/** Centred, with an RMS radius of 1: the conditioning that direct linear transformation needs (Hartley 1997). */
function normalise(points: readonly Point[]): Point[] {
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  const squares = points.reduce((sum, point) => sum + (point.x - x) ** 2 + (point.y - y) ** 2, 0);
  const radius = Math.sqrt(squares / points.length);
  if (!(radius > 1e-6 && Number.isFinite(radius))) {
    throw new BiometricsError(
      'LANDMARKS_INVALID',
      'The points coincide or are not finite. Discard this frame.',
    );
  }
  return points.map((point) => ({ x: (point.x - x) / radius, y: (point.y - y) / radius }));
}

function similarityResidual(source: readonly Point[], target: readonly Point[]): number {
  let a = 0;
  let b = 0;
  source.forEach((p, index) => {
    const q = target[index]!;
    a += p.x * q.x + p.y * q.y;
    b += p.x * q.y - p.y * q.x;
  });
  a /= source.length;
  b /= source.length;
  return rms(source, target, ({ x, y }) => ({ x: a * x - b * y, y: b * x + a * y }));
}

function homographyResidual(source: readonly Point[], target: readonly Point[]): number {
  // x′(h₆x + h₇y + 1) = h₀x + h₁y + h₂ and likewise y′: linear least squares in eight unknowns.
  const normal = Array.from({ length: 8 }, () => new Float64Array(9));
  const addRow = (row: readonly number[], value: number) => {
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) normal[i]![j]! += row[i]! * row[j]!;
      normal[i]![8]! += row[i]! * value;
    }
  };
  source.forEach(({ x, y }, index) => {
    const q = target[index]!;
    addRow([x, y, 1, 0, 0, 0, -q.x * x, -q.x * y], q.x);
    addRow([0, 0, 0, x, y, 1, -q.y * x, -q.y * y], q.y);
  });
  const h = solve(normal);
  return rms(source, target, ({ x, y }) => {
    const w = h[6]! * x + h[7]! * y + 1;
    return { x: (h[0]! * x + h[1]! * y + h[2]!) / w, y: (h[3]! * x + h[4]! * y + h[5]!) / w };
  });
}

/** Gaussian elimination with pivots, in place. @throws {BiometricsError} LANDMARKS_INVALID when singular */
function solve(rows: Float64Array[]): number[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let best = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row;
    }
    [rows[column], rows[best]] = [rows[best]!, rows[column]!];
    const pivot = rows[column]!;
    if (!(Math.abs(pivot[column]!) > 1e-9)) {
      throw new BiometricsError('LANDMARKS_INVALID', 'The points lie on a line. Discard this frame.');
    }
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / pivot[column]!;
      for (let k = column; k <= size; k++) rows[row]![k]! -= factor * pivot[k]!;
    }
  }
  return rows.map((row, index) => row[size]! / row[index]!);
}

function rms(source: readonly Point[], target: readonly Point[], map: (point: Point) => Point): number {
  const sum = source.reduce((total, point, index) => {
    const { x, y } = map(point);
    return total + (x - target[index]!.x) ** 2 + (y - target[index]!.y) ** 2;
  }, 0);
  return Math.sqrt(sum / source.length);
}
