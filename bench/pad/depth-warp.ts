import type { Point } from '@portero/biometrics';
import { HEAD_MODEL } from '@portero/testkit';
import { type Picture, sample } from './picture.ts';

/*
 * There are no videos of people here. A head that turns is rendered from one photograph: every pixel is given the
 * depth of the head model under its landmarks, turned, and looked up where it came from. What the photograph did not
 * show (the far cheek) is stretched. It has the parallax of a head and the pixels of a person; it is no video.
 */

const GRID = 24;

/** The picture with the head in it turned by an angle about its upright axis; the background stays. */
export function turnHead(picture: Picture, landmarks: readonly Point[], yawDegrees: number): Picture {
  const shifts = shiftGrid(picture, landmarks, (yawDegrees * Math.PI) / 180);
  const data = new Float32Array(picture.data.length);
  const colour = new Float64Array(3);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      // Where did this pixel come from? The one that is shifted to here, found by going back and looking again.
      let from = x;
      for (let round = 0; round < 4; round++) from = x - shiftAt(shifts, picture, from, y);
      sample(picture, from, y, colour);
      data.set(colour, (y * picture.width + x) * 3);
    }
  }
  return { data, width: picture.width, height: picture.height };
}

/** How far the turn moves each node of a grid to the right, pixels. */
function shiftGrid(picture: Picture, landmarks: readonly Point[], yaw: number): Float64Array {
  const left = landmarks[36]!;
  const right = landmarks[45]!;
  const pxPerMm = Math.hypot(right.x - left.x, right.y - left.y) / 90;
  const centreX = (left.x + right.x) / 2;
  const shifts = new Float64Array((GRID + 1) ** 2);
  for (let row = 0; row <= GRID; row++) {
    for (let column = 0; column <= GRID; column++) {
      const x = (column / GRID) * picture.width;
      const y = (row / GRID) * picture.height;
      const { depthMm, nearestPx } = depthAt(landmarks, x, y);
      const turned = (x - centreX) * Math.cos(yaw) + depthMm * pxPerMm * Math.sin(yaw) - (x - centreX);
      // Beyond the outline the head ends and the shift fades.
      const fade = Math.exp(-Math.max(0, nearestPx / pxPerMm - 40) / 25);
      shifts[row * (GRID + 1) + column] = turned * fade;
    }
  }
  return shifts;
}

/** The depth of the landmarks around, the nearer the more. */
function depthAt(landmarks: readonly Point[], x: number, y: number): { depthMm: number; nearestPx: number } {
  let sum = 0;
  let weights = 0;
  let nearestPx = Number.POSITIVE_INFINITY;
  landmarks.forEach((point, index) => {
    const distance = Math.hypot(point.x - x, point.y - y);
    nearestPx = Math.min(nearestPx, distance);
    const weight = 1 / (distance + 2) ** 3;
    sum += weight * HEAD_MODEL[index]!.z;
    weights += weight;
  });
  return { depthMm: sum / weights, nearestPx };
}

function shiftAt(shifts: Float64Array, { width, height }: Picture, x: number, y: number): number {
  const gx = Math.min(GRID - 0.001, Math.max(0, (x / width) * GRID));
  const gy = Math.min(GRID - 0.001, Math.max(0, (y / height) * GRID));
  const column = Math.floor(gx);
  const row = Math.floor(gy);
  const at = row * (GRID + 1) + column;
  const fx = gx - column;
  const fy = gy - row;
  const above = shifts[at]! * (1 - fx) + shifts[at + 1]! * fx;
  const below = shifts[at + GRID + 1]! * (1 - fx) + shifts[at + GRID + 2]! * fx;
  return above * (1 - fy) + below * fy;
}
