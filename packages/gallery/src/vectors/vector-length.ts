/** A vector shorter than this has no direction in 32-bit floats. */
const SHORTEST = 1e-30;

/**
 * Euclidean; 0 for a vector without a direction. `Math.hypot` guards against overflow, which finite embeddings of a model do not
 * come near, and takes far longer.
 */
export function lengthOf(vector: Float32Array): number {
  let square = 0;
  for (let index = 0; index < vector.length; index++) square += vector[index]! * vector[index]!;
  const length = Math.sqrt(square);
  return length < SHORTEST ? 0 : length;
}
