import type { InputPlan } from '../added/input-plan.ts';
import { unfit } from './added-network-error.ts';

/** A size that the network leaves open is not a number: a name, -1 or null. */
export type OpenSize = number | string | null;

/**
 * Compares the input of a network with what its manifest says.
 *
 * @returns how many faces it takes at once; undefined where that is left open
 * @throws {EncoderError} MODEL_UNFIT
 */
export function batchSizeOf(
  id: string,
  shape: readonly OpenSize[] | undefined,
  { width, height, layout }: InputPlan,
): number | undefined {
  // Some networks do not say what they take; then their first run does.
  if (shape === undefined || shape.length === 0) return undefined;
  const [batch, ...face] = shape;
  const expected = layout === 'nhwc' ? [height, width, 3] : [3, height, width];
  const agrees = face.length === 3 && face.every((size, axis) => isOpen(size) || size === expected[axis]);
  if (!agrees) {
    throw unfit(
      id,
      `its input has the shape (${shape.join(', ')}), its manifest says (n, ${expected.join(', ')})`,
      'Correct width, height and layout in the manifest.',
    );
  }
  return isOpen(batch) ? undefined : (batch as number);
}

function isOpen(size: OpenSize | undefined): boolean {
  return typeof size !== 'number' || size < 1;
}

/**
 * How long an embedding is, by the shape of what a network gave for some faces: (n, d), or (n, d, 1, 1) and the like.
 *
 * @throws {EncoderError} MODEL_UNFIT when it is not one row a face, or not of the length that the manifest says
 */
export function dimensionOf(
  id: string,
  shape: readonly number[],
  faces: number,
  expected: number | undefined,
): number {
  const [rows, ...rest] = shape;
  const dimension = rest.reduce((product, size) => product * size, 1);
  const isVector = rest.filter((size) => size > 1).length === 1;
  if (rows !== faces || !isVector) {
    throw unfit(
      id,
      `for ${faces} face(s) its output has the shape (${shape.join(', ')}), not (${faces}, dimension)`,
      'Name the output that is the embedding with "output" in the manifest.',
    );
  }
  if (expected === undefined || expected === dimension) return dimension;
  throw unfit(
    id,
    `its embedding has ${dimension} numbers, its manifest says ${expected}`,
    'Correct dimension in the manifest, or leave it out.',
  );
}
