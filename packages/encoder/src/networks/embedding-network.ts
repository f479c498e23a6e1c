import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { onlyOutput, type PixelBatch, type PixelNetwork } from './pixel-network.ts';

/**
 * A network that turns aligned faces into templates, on whatever engine.
 *
 * Each network does its own normalisation, so that every caller hands over the same thing.
 */
export interface TemplateNetwork {
  /** @returns embeddings, shape (n, dimension), each row of unit L2 norm */
  embed(faces: PixelBatch): Promise<Float32Array>;
  /** Frees the weights. The network must not be used after it. */
  dispose(): void;
}

/**
 * One written for TensorFlow.js. The caller owns the tensors: it disposes of the batch and of the result; a network
 * keeps none but its weights.
 */
export interface EmbeddingNetwork {
  /**
   * @param batch aligned faces, shape (n, height, width, 3), RGB, each value 0..255
   * @returns embeddings, shape (n, dimension), each row of unit L2 norm
   */
  embed(batch: Tensor4D): Tensor2D;
  dispose(): void;
}

/** A network that ships, as an encoder. */
export function encoderOf(network: PixelNetwork): TemplateNetwork {
  return { embed: (faces) => onlyOutput(network, faces), dispose: () => network.dispose() };
}
