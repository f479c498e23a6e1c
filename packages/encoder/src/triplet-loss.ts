import { TRIPLET_ALPHA } from '@portero/biometrics';
import * as tf from '@tensorflow/tfjs-core';

/** Encodings of m triplets, row i of one belonging to row i of the others; each of shape (m, dimension). */
export interface Triplets {
  readonly anchor: tf.Tensor2D;
  readonly positive: tf.Tensor2D;
  readonly negative: tf.Tensor2D;
}

export interface TripletLossGradients {
  /** J itself. */
  loss: tf.Scalar;
  /** ∂J/∂f(A), ∂J/∂f(P), ∂J/∂f(N), of the shapes of the encodings. */
  gradients: Triplets;
}

/**
 * The triplet loss, equation (3) of the course notebook, on tensors:
 * J = Σᵢ max(‖f(Aᵢ) − f(Pᵢ)‖² − ‖f(Aᵢ) − f(Nᵢ)‖² + α, 0).
 *
 * It brings its own gradient, so that `tf.grads` and optimisers differentiate it on every engine; the gradients of
 * TensorFlow.js's single operations are not registered by its core. At the corner of the hinge the gradient is 0.
 *
 * @returns a scalar that the caller disposes of
 */
export function tripletLossOnTensors(triplets: Triplets, alpha: number = TRIPLET_ALPHA): tf.Scalar {
  const loss = tf.customGrad((...inputs) => {
    const [anchor, positive, negative, save] = inputs as unknown as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.GradSaveFunc,
    ];
    const hinges = hingeRows({ anchor, positive, negative }, alpha);
    save([anchor, positive, negative, hinges]);
    return {
      value: tf.sum(tf.relu(hinges)),
      gradFunc: (dy, saved) => {
        const [a, p, n, h] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
        const gradients = analyticGradients({ anchor: a, positive: p, negative: n }, h, dy as tf.Scalar);
        return [gradients.anchor, gradients.positive, gradients.negative];
      },
    };
  });
  return tf.tidy(() => loss(triplets.anchor, triplets.positive, triplets.negative) as tf.Scalar);
}

/**
 * The loss and its gradient with respect to all three sets of encodings.
 * @returns four tensors that the caller disposes of
 */
export function tripletLossGradients(
  triplets: Triplets,
  alpha: number = TRIPLET_ALPHA,
): TripletLossGradients {
  const [loss, anchor, positive, negative] = tf.tidy(() => {
    const hinges = hingeRows(triplets, alpha);
    const rows = analyticGradients(triplets, hinges, tf.scalar(1));
    return [tf.sum(tf.relu(hinges)), rows.anchor, rows.positive, rows.negative] as [
      tf.Scalar,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
  });
  return { loss, gradients: { anchor, positive, negative } };
}

/** ‖A − P‖² − ‖A − N‖² + α of each triplet, shape (m, 1). */
function hingeRows({ anchor, positive, negative }: Triplets, alpha: number): tf.Tensor2D {
  const squaredL2 = (other: tf.Tensor2D) => tf.sum(tf.square(tf.sub(anchor, other)), 1, true);
  return tf.add(tf.sub(squaredL2(positive), squaredL2(negative)), alpha);
}

/** Where the hinge is open: ∂/∂A = 2(N − P), ∂/∂P = 2(P − A), ∂/∂N = 2(A − N); elsewhere 0. */
function analyticGradients(
  { anchor, positive, negative }: Triplets,
  hinges: tf.Tensor2D,
  upstream: tf.Scalar,
): Triplets {
  const factor = tf.mul(tf.cast(tf.greater(hinges, 0), 'float32'), tf.mul(upstream, 2));
  const rows = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.mul(tf.sub(a, b), factor) as tf.Tensor2D;
  return {
    anchor: rows(negative, positive),
    positive: rows(positive, anchor),
    negative: rows(anchor, negative),
  };
}
