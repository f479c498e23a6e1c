import * as tf from '@tensorflow/tfjs-core';

/** Rows shorter than this are left as they are in direction and never divided by zero. */
const SMALLEST_SQUARED_NORM = 1e-10;

/** Scales each row to unit L2 norm. Call it inside `tf.tidy`. */
export function normaliseTensorRows(rows: tf.Tensor2D): tf.Tensor2D {
  const squaredNorms = tf.sum(tf.square(rows), 1, true);
  return tf.mul(rows, tf.rsqrt(tf.maximum(squaredNorms, SMALLEST_SQUARED_NORM))) as tf.Tensor2D;
}
