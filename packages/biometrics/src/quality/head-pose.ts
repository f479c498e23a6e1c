import { BiometricsError } from '../biometrics-error.ts';
import type { Point } from '../geometry.ts';

/** Where a head looks, in degrees; all 0 straight into the camera. */
export interface HeadPose {
  /** Positive to the person's own left, so that the nose goes to the right of an unmirrored picture. */
  readonly yawDegrees: number;
  /** Positive with the chin up. */
  readonly pitchDegrees: number;
  /** Clockwise in the picture, −180 to 180. */
  readonly rollDegrees: number;
}

/**
 * Points of the iBUG 300-W annotation that hardly move when one speaks, on a head of usual measures (drawn by hand, a
 * scan of nobody): millimetres about the middle between the eyes, x to the right of the picture, y down, z to the camera.
 */
const HEAD: readonly (readonly [index: number, x: number, y: number, z: number])[] = Object.freeze([
  [36, -45, 0, -5],
  [39, -17, 1, 0],
  [42, 17, 1, 0],
  [45, 45, 0, -5],
  [27, 0, -2, 15],
  [30, 0, 40, 38],
  [31, -14, 50, 18],
  [33, 0, 54, 25],
  [35, 14, 50, 18],
  [48, -25, 70, 8],
  [54, 25, 70, 8],
  [8, 0, 110, -10],
]);

/**
 * The pose of a head from its landmarks: the scaled orthographic view of an average head that fits them best in the
 * least squares, as in the first step of DeMenthon and Davis, "Model-based object pose in 25 lines of code", IJCV 1995.
 * Landmark networks pull what they do not see towards a frontal face, so that a profile reads as less than it is.
 *
 * @param landmarks 68 points of the iBUG 300-W annotation
 * @throws {BiometricsError} LANDMARKS_INVALID unless there are 68 finite points that span a face
 */
export function headPose(landmarks: readonly Point[]): HeadPose {
  if (landmarks.length !== 68) throw invalid(`Got ${landmarks.length} landmarks where 68 were expected`);
  const seen = HEAD.map(([index]) => landmarks[index]!);
  const [u, v] = [bestRow(seen.map(({ x }) => x)), bestRow(seen.map(({ y }) => y))];
  const roll = Math.atan2(-u[1], v[1]);
  const across = combine(u, Math.cos(roll), v, Math.sin(roll));
  const down = combine(v, Math.cos(roll), u, -Math.sin(roll));
  const yaw = Math.atan2(across[2], across[0]);
  const pitch = Math.atan2(down[0] * Math.sin(yaw) - down[2] * Math.cos(yaw), down[1]);
  const degrees = [yaw, pitch, roll].map((angle) => (angle * 180) / Math.PI) as [number, number, number];
  if (!degrees.every(Number.isFinite)) throw invalid('A landmark is not finite');
  return { yawDegrees: degrees[0], pitchDegrees: degrees[1], rollDegrees: degrees[2] };
}

type Row = readonly [number, number, number];

/** The row of the view that gives one coordinate of the picture: least squares over the points of the head. */
function bestRow(values: readonly number[]): Row {
  const centred = centre(values);
  const right: Row = [dot(columns.x, centred), dot(columns.y, centred), dot(columns.z, centred)];
  return solveSymmetric(normalMatrix, right);
}

function combine(one: Row, weight: number, other: Row, otherWeight: number): Row {
  return [
    one[0] * weight + other[0] * otherWeight,
    one[1] * weight + other[1] * otherWeight,
    one[2] * weight + other[2] * otherWeight,
  ];
}

function centre(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

const columns = Object.freeze({
  x: centre(HEAD.map(([, x]) => x)),
  y: centre(HEAD.map(([, , y]) => y)),
  z: centre(HEAD.map(([, , , z]) => z)),
});

/** Its columns are those of the points, centred; x is in no relation to the others, as the head is symmetric. */
const normalMatrix = Object.freeze({
  xx: dot(columns.x, columns.x),
  yy: dot(columns.y, columns.y),
  zz: dot(columns.z, columns.z),
  yz: dot(columns.y, columns.z),
});

function solveSymmetric({ xx, yy, zz, yz }: typeof normalMatrix, [x, y, z]: Row): Row {
  const determinant = yy * zz - yz * yz;
  return [x / xx, (y * zz - z * yz) / determinant, (z * yy - y * yz) / determinant];
}

function invalid(what: string): BiometricsError {
  return new BiometricsError('LANDMARKS_INVALID', `${what}; pass the output of a 68-point landmark model.`);
}
