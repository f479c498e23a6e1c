import type { GreySquare } from './face-patches.ts';
import type { PadMeasures } from './pad-analyser.ts';

/** Eight neighbours in order around the pixel. */
const CIRCLE = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
] as const;

/**
 * Local binary patterns, rotation-invariant and uniform (Ojala, Pietikäinen and Mäenpää, IEEE PAMI 24(7), 2002; used
 * against photographs by Määttä, Hadid and Pietikäinen, IJCB 2011), reduced to two numbers.
 */
export function patternMeasures({
  values,
  size,
}: GreySquare): Pick<PadMeasures, 'irregularPatterns' | 'patternEntropy'> {
  // Uniform patterns by their number of set bits, 0 to 8; the ninth are those that are not uniform.
  const counts = new Float64Array(10);
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) counts[patternAt(values, size, x, y)]!++;
  }
  const total = (size - 2) ** 2;
  let entropy = 0;
  for (const count of counts.subarray(0, 9)) {
    if (count > 0) entropy -= (count / total) * Math.log2(count / total);
  }
  return { irregularPatterns: counts[9]! / total, patternEntropy: entropy };
}

function patternAt(values: Float32Array, size: number, x: number, y: number): number {
  const centre = values[y * size + x]!;
  let bits = 0;
  let changes = 0;
  let last = isSet(values, size, x, y, 7, centre);
  for (let n = 0; n < 8; n++) {
    const bit = isSet(values, size, x, y, n, centre);
    bits += bit;
    changes += bit === last ? 0 : 1;
    last = bit;
  }
  return changes <= 2 ? bits : 9;
}

function isSet(values: Float32Array, size: number, x: number, y: number, n: number, centre: number): 0 | 1 {
  const [dx, dy] = CIRCLE[n]!;
  return values[(y + dy) * size + x + dx]! >= centre ? 1 : 0;
}
