import * as tf from '@tensorflow/tfjs-core';
import type { PixelBatch } from '../networks/pixel-network.ts';

/** What a network of TensorFlow.js makes of a batch, (n, height, width, 3); its caller owns what it returns. */
export type TensorForward = (batch: tf.Tensor4D) => readonly tf.Tensor[];

/** Brings pixels onto the engine of this thread, runs a network there, and fetches its outputs. Leaves no tensor. */
export async function runOnTensors(
  { count, height, width, pixels }: PixelBatch,
  forward: TensorForward,
): Promise<Float32Array[]> {
  const batch = tf.tensor4d(pixels, [count, height, width, 3]);
  let outputs: readonly tf.Tensor[] = [];
  try {
    outputs = forward(batch);
    return await Promise.all(outputs.map(async (output) => (await output.data()) as Float32Array));
  } finally {
    tf.dispose([batch, ...outputs]);
  }
}
