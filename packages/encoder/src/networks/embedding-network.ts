import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * A network that turns aligned faces into templates.
 *
 * Each network does its own normalisation, so that every caller hands over the same thing. The caller owns the
 * tensors: it disposes of the batch and of the result; a network keeps none but its weights.
 */
export interface TemplateNetwork {
  /**
   * @param batch aligned faces, shape (n, height, width, 3), RGB, each value 0..255; not disposed of before the answer
   * @returns embeddings, shape (n, dimension), each row of unit L2 norm
   */
  embed(batch: Tensor4D): Tensor2D | Promise<Tensor2D>;
  /** Frees the weights. The network must not be used after it. */
  dispose(): void;
}

/** One that runs on TensorFlow.js itself, and therefore answers at once. */
export interface EmbeddingNetwork extends TemplateNetwork {
  embed(batch: Tensor4D): Tensor2D;
}
