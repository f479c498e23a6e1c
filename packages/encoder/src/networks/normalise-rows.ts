/** Rows shorter than this are left as they are in direction and never divided by zero. */
const SMALLEST_SQUARED_NORM = 1e-10;

/**
 * Scales each row to unit L2 norm, in place.
 *
 * @param values shape (count, dimension)
 */
export function normaliseRows(values: Float32Array, count: number): Float32Array {
  const dimension = values.length / count;
  for (let start = 0; start < values.length; start += dimension) {
    let squaredNorm = 0;
    for (let index = start; index < start + dimension; index++) squaredNorm += values[index]! ** 2;
    const scale = 1 / Math.sqrt(Math.max(squaredNorm, SMALLEST_SQUARED_NORM));
    for (let index = start; index < start + dimension; index++) values[index]! *= scale;
  }
  return values;
}
