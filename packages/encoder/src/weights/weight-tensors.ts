import * as tf from '@tensorflow/tfjs-core';
import { EncoderError } from '../encoder-error.ts';
import type { WeightArray, WeightSet } from './weight-set.ts';

type Shape4D = [number, number, number, number];
type Shape2D = [number, number];

/**
 * The tensors of one network: made from its weights, owned here, freed together.
 *
 * Tensors outlive any `tf.tidy` that is going on when they are made.
 */
export class WeightTensors {
  readonly #weights: WeightSet;
  readonly #network: string;
  readonly #tensors: tf.Tensor[] = [];

  constructor(network: string, weights: WeightSet) {
    this.#network = network;
    this.#weights = weights;
  }

  /** @throws {EncoderError} MODEL_WEIGHTS_INVALID when the file has no such weight */
  array(name: string): WeightArray {
    const weight = this.#weights.get(name);
    if (weight) return weight;
    throw new EncoderError(
      'MODEL_WEIGHTS_INVALID',
      `The weights of ${this.#network} have no "${name}": they belong to another network.`,
      { context: { network: this.#network, weight: name } },
    );
  }

  tensor4d(weight: string | WeightArray): tf.Tensor4D {
    const { shape, values } = typeof weight === 'string' ? this.array(weight) : weight;
    return this.#keep(tf.tensor<tf.Rank.R4>(values, shape as Shape4D));
  }

  tensor2d(weight: string | WeightArray): tf.Tensor2D {
    const { shape, values } = typeof weight === 'string' ? this.array(weight) : weight;
    return this.#keep(tf.tensor<tf.Rank.R2>(values, shape as Shape2D));
  }

  tensor1d(weight: string | Float32Array): tf.Tensor1D {
    return this.#keep(tf.tensor1d(typeof weight === 'string' ? this.array(weight).values : weight));
  }

  dispose(): void {
    for (const tensor of this.#tensors.splice(0)) tensor.dispose();
  }

  #keep<T extends tf.Tensor>(tensor: T): T {
    this.#tensors.push(tensor);
    return tf.keep(tensor);
  }
}
