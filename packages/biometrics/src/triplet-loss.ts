import { BiometricsError } from './biometrics-error.ts';
import { squaredL2Distance, type Vector } from './distance.ts';

/** The margin α of the FaceNet paper and of the course notebook. */
export const TRIPLET_ALPHA = 0.2;

/**
 * The triplet loss, equation (3) of the course notebook:
 * J = Σᵢ max(‖f(Aᵢ) − f(Pᵢ)‖² − ‖f(Aᵢ) − f(Nᵢ)‖² + α, 0), summed (not averaged) over the examples.
 *
 * @param anchor, positive, negative m encodings each, row i of one belonging to row i of the others
 * @param alpha margin in squared L2
 * @throws {BiometricsError} VECTOR_INVALID when the three differ in rows or dimension
 */
export function tripletLoss(
  anchor: readonly Vector[],
  positive: readonly Vector[],
  negative: readonly Vector[],
  alpha: number = TRIPLET_ALPHA,
): number {
  if (anchor.length !== positive.length || anchor.length !== negative.length) {
    throw new BiometricsError(
      'VECTOR_INVALID',
      `Triplets need as many anchors as positives and negatives; got ${anchor.length}, ${positive.length} and ${negative.length}.`,
    );
  }
  let loss = 0;
  anchor.forEach((encoding, index) => {
    const positiveL2Squared = squaredL2Distance(encoding, positive[index]!);
    const negativeL2Squared = squaredL2Distance(encoding, negative[index]!);
    loss += Math.max(positiveL2Squared - negativeL2Squared + alpha, 0);
  });
  return loss;
}
