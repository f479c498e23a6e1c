import type { GreySquare } from './face-patches.ts';
import type { PadMeasures } from './pad-analyser.ts';

/**
 * Sharpness (mean squared Laplacian) of the surroundings against the face.
 *
 * @param around face and surroundings; the middle third, each way, is taken for the face
 */
export function depthMeasures({ values, size }: GreySquare): Pick<PadMeasures, 'backgroundSharpness'> {
  const face = { sum: 0, count: 0 };
  const background = { sum: 0, count: 0 };
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const at = y * size + x;
      const laplacian =
        values[at - 1]! + values[at + 1]! + values[at - size]! + values[at + size]! - 4 * values[at]!;
      const part = isThird(x, size) && isThird(y, size) ? face : background;
      part.sum += laplacian * laplacian;
      part.count++;
    }
  }
  return {
    backgroundSharpness: Math.log((background.sum / background.count + 1) / (face.sum / face.count + 1)),
  };
}

function isThird(coordinate: number, size: number): boolean {
  return coordinate >= size / 3 && coordinate < (size * 2) / 3;
}
