import type { GreySquare } from './face-patches.ts';
import type { PadMeasures } from './pad-analyser.ts';

/** Lines may lean by so much, in pixels across for each pixel along. About ±14°. */
const SLOPES = [-0.25, -0.19, -0.125, -0.06, 0, 0.06, 0.125, 0.19, 0.25];

/**
 * Straight edges to the left, right, above and below of the face (the rim of a sheet, the bezel of a phone), as the mean
 * gradient along the best line of each side against the mean gradient of the whole. Frames have at least two; a door post
 * behind a person gives one.
 *
 * @param around face and surroundings; the face is in the middle third, each way
 */
export function edgeMeasures({ values, size }: GreySquare): Pick<PadMeasures, 'frameEdges'> {
  const across = new Float32Array(size * size);
  const down = new Float32Array(size * size);
  let sum = 0;
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const at = y * size + x;
      across[at] = values[at + 1]! - values[at - 1]!;
      down[at] = values[at + size]! - values[at - size]!;
      sum += Math.abs(across[at]!) + Math.abs(down[at]!);
    }
  }
  const usual = sum / (2 * (size - 2) ** 2) + 1;
  const margin = Math.floor(size / 3);
  const sides = [
    strongestLine(across, size, 1, 2, margin),
    strongestLine(across, size, 1, size - margin, size - 2),
    strongestLine(down, size, size, 2, margin),
    strongestLine(down, size, size, size - margin, size - 2),
  ].sort((a, b) => b - a);
  return { frameEdges: Math.log(1 + sides[1]! / usual) };
}

/** Lines that run along the other axis, and cross the middle of their length between `from` and `to`. */
function strongestLine(
  gradient: Float32Array,
  size: number,
  acrossStride: number,
  from: number,
  to: number,
): number {
  const alongStride = acrossStride === 1 ? size : 1;
  let strongest = 0;
  for (let middle = from; middle < to; middle++) {
    for (const slope of SLOPES) {
      let sum = 0;
      let count = 0;
      for (let along = 1; along < size - 1; along++) {
        const position = Math.round(middle + slope * (along - size / 2));
        if (position < 1 || position >= size - 1) continue;
        sum += gradient[along * alongStride + position * acrossStride]!;
        count++;
      }
      // A line that leaves the region soon is a corner.
      if (count > size / 2) strongest = Math.max(strongest, Math.abs(sum) / count);
    }
  }
  return strongest;
}
