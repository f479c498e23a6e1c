import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { selectEngine } from '../engines/select-engine.ts';
import type { TemplateNetwork } from '../networks/embedding-network.ts';
import { normaliseTensorRows } from '../networks/normalise-tensor-rows.ts';
import { runOnTensors } from '../tensors/on-tensors.ts';
import { checkNetwork } from './check-network.ts';

const FACE = { id: 'own', width: 16, height: 16 };

/** A network of a line: what it makes of (n, 768). */
function network(forward: (rows: tf.Tensor2D) => tf.Tensor2D): TemplateNetwork {
  return {
    async embed(faces) {
      const [rows] = await runOnTensors(faces, (batch) => [
        tf.tidy(() => normaliseTensorRows(forward(tf.reshape(batch, [faces.count, -1])))),
      ]);
      return rows!;
    },
    dispose: () => {},
  };
}

beforeAll(async () => {
  await selectEngine({ forced: 'wasm' });
});
afterEach(() => expect(tf.memory().numTensors).toBe(0));

describe('a network that is to be added', () => {
  test('passes where it tells pictures apart, and its length is found', async () => {
    const linear = network((rows) => rows);
    await expect(checkNetwork(linear, FACE)).resolves.toBe(768);
  });

  test.each([
    ['does not look at its input', network((rows) => tf.onesLike(rows)), /the same embedding for two very/],
    ['gives nothing but zeros', network((rows) => tf.zerosLike(rows)), /the same embedding for two very/],
    ['gives what is not finite', network((rows) => tf.div(rows, 0)), /not all finite/],
    [
      'gives another embedding each time',
      network((rows) => tf.add(rows, tf.randomUniform(rows.shape, 0, 100))),
      /different embeddings for the same picture/,
    ],
    [
      'looks at the other faces of the batch',
      network((rows) => tf.sub(rows, tf.mul(0.5, tf.mean(rows, 0)))),
      /another embedding than beside others/,
    ],
  ])('is refused when it %s', async (_what, broken, problem) => {
    await expect(checkNetwork(broken, FACE)).rejects.toMatchObject({
      code: 'MODEL_UNFIT',
      message: expect.stringMatching(problem),
    });
  });
});
