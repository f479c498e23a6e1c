/** Euclidean. `Math.hypot` guards against overflow, which finite embeddings of a model do not come near, and takes far longer. */
export function lengthOf(vector: Float32Array): number {
  let square = 0;
  for (const value of vector) square += value * value;
  return Math.sqrt(square);
}
