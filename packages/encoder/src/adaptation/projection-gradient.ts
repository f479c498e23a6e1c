import * as tf from '@tensorflow/tfjs-core';
import { type Triplets, tripletLossGradients } from '../triplet-loss.ts';

/** Rows shorter than this are not divided by: as in `normalise-rows`. */
const SMALLEST_SQUARED_NORM = 1e-10;

/**
 * The triplet loss of projected templates, and its gradient with respect to the projection.
 *
 * With u = x·W and f = u/‖u‖ the chain rule gives ∂J/∂u = (∂J/∂f − f⟨f, ∂J/∂f⟩)/‖u‖ and ∂J/∂W = Σ xᵀ ∂J/∂u, over
 * anchors, positives and negatives. Written out, since TensorFlow.js's core registers no gradients of its operations.
 *
 * @param weights W, of shape (dimension, dimension)
 * @param templates x of each triplet's three, as the base model gives them: unit rows
 * @returns two tensors that the caller disposes of
 */
export function projectionGradient(
  weights: tf.Tensor2D,
  templates: Triplets,
  alpha: number,
): { loss: tf.Scalar; gradient: tf.Tensor2D } {
  const [loss, gradient] = tf.tidy(() => {
    const anchor = project(templates.anchor, weights);
    const positive = project(templates.positive, weights);
    const negative = project(templates.negative, weights);
    const encodings = { anchor: anchor.rows, positive: positive.rows, negative: negative.rows };
    const { loss: value, gradients } = tripletLossGradients(encodings, alpha);
    const total = tf.addN([
      backward(templates.anchor, anchor, gradients.anchor),
      backward(templates.positive, positive, gradients.positive),
      backward(templates.negative, negative, gradients.negative),
    ]) as tf.Tensor2D;
    return [value, total] as [tf.Scalar, tf.Tensor2D];
  });
  return { loss, gradient };
}

interface Projected {
  /** Of unit L2 norm. */
  readonly rows: tf.Tensor2D;
  /** 1 / ‖u‖ of each row, shape (m, 1). */
  readonly inverseNorms: tf.Tensor2D;
}

function project(templates: tf.Tensor2D, weights: tf.Tensor2D): Projected {
  const unscaled = tf.matMul(templates, weights) as tf.Tensor2D;
  const squaredNorms = tf.sum(tf.square(unscaled), 1, true);
  const inverseNorms = tf.rsqrt(tf.maximum(squaredNorms, SMALLEST_SQUARED_NORM)) as tf.Tensor2D;
  return { rows: tf.mul(unscaled, inverseNorms) as tf.Tensor2D, inverseNorms };
}

function backward(
  templates: tf.Tensor2D,
  { rows, inverseNorms }: Projected,
  upstream: tf.Tensor2D,
): tf.Tensor2D {
  const along = tf.sum(tf.mul(rows, upstream), 1, true);
  const across = tf.mul(tf.sub(upstream, tf.mul(rows, along)), inverseNorms);
  return tf.matMul(templates, across as tf.Tensor2D, true, false) as tf.Tensor2D;
}
