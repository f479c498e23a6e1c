import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { l2Distance } from '@portero/biometrics';
import { describeWithData } from '@portero/testkit';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  formulaImage,
  formulaValues,
  type Nn4Reference,
  noiseWeights,
} from '../../test/nn4-small2-formula.ts';
import { oracleEmbedding } from '../../test/nn4-small2-oracle.ts';
import { selectEngine } from '../engines/select-engine.ts';
import type { WeightSet } from '../weights/weight-set.ts';
import { convLayers, PARAMETER_COUNT } from './nn4-small2/architecture.ts';
import { elementCount, nn4Small2Weights, toTensorOrder } from './nn4-small2/weight-list.ts';
import { loadNn4Small2, type Nn4Small2Network } from './nn4-small2.ts';

describe('the weights of nn4.small2', () => {
  it('are 3,743,280 parameters in 224 arrays, 37 convolutions', () => {
    const weights = nn4Small2Weights();
    expect(weights.length).toBe(224);
    expect(weights.reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(PARAMETER_COUNT);
    expect(convLayers().length).toBe(37);
  });

  it('go from (out, in, h, w) to (h, w, in, out)', () => {
    const weight = { name: 'x', kind: 'conv-filter', fileShape: [2, 3, 1, 2], shape: [1, 2, 3, 2] } as const;
    const values = Float32Array.from({ length: 12 }, (_, index) => index);
    expect(Array.from(toTensorOrder(weight, values))).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
  });
});

describe('nn4.small2 against the notebook written out as loops', () => {
  it('gives the same embedding under weights without a pattern, and another one for another image', async () => {
    await selectEngine({ forced: 'wasm' });
    const weights = noiseWeights();
    const network = loadNn4Small2(weights);
    const images = [formulaImage(), formulaImage().map((value) => 1 - value)];
    const embeddings = images.map((image) => {
      const rows = tf.tidy(() => network.embedChannelsFirst(tf.tensor4d(image, [1, 3, 96, 96])).arraySync());
      return rows[0]!;
    });
    const expected = oracleEmbedding(weights, images[0]!);
    expected.forEach((value, index) => {
      expect(embeddings[0]![index]).toBeCloseTo(value, 5);
    });
    expect(l2Distance(embeddings[0]!, embeddings[1]!)).toBeGreaterThan(0.05);
    network.dispose();
  });
});

describeWithData('nn4.small2 against the reference of TensorFlow', (folder) => {
  const reference: Nn4Reference = JSON.parse(readFileSync(join(folder, 'nn4-small2.json'), 'utf8'));
  const weights: WeightSet = new Map(
    nn4Small2Weights().map((weight) => [
      weight.name,
      { shape: weight.shape, values: toTensorOrder(weight, formulaValues(weight)) },
    ]),
  );

  it('has the layers and shapes of the reference', () => {
    const shapes = new Map(nn4Small2Weights().map(({ name, shape }) => [name, shape]));
    for (const [layer, ...expected] of reference.layers) {
      const stem = layer === 'dense_layer' ? 'dense' : layer;
      const found = ['w', 'b', 'm', 'v'].map((suffix) => shapes.get(`${stem}_${suffix}`));
      expect(found.filter((shape) => shape !== undefined)).toEqual(expected);
    }
  });

  describe.each(['wasm', 'cpu'])('on %s', (engine) => {
    let network: Nn4Small2Network;
    let before: number;

    beforeAll(async () => {
      if (engine === 'wasm') await selectEngine({ forced: 'wasm' });
      else await tf.setBackend(engine);
      before = tf.memory().numTensors;
      network = loadNn4Small2(weights);
    });

    afterAll(() => {
      network.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it('gives the same embedding for the channels-first batch of the notebook', async () => {
      const batch = tf.tensor4d(formulaImage(), [1, 3, 96, 96]);
      const embedding = network.embedChannelsFirst(batch);
      expect(embedding.shape).toEqual([1, 128]);
      const values = await embedding.data();
      const worst = Math.max(...reference.embedding.map((value, index) => Math.abs(value - values[index]!)));
      // Far below the 1e-4 asked for: on these weights even another image comes out within 2e-5.
      expect(worst).toBeLessThan(1e-6);
      tf.dispose([batch, embedding]);
    });

    it('gives each image of a batch of bytes its own unit embedding', async () => {
      const two = tf.tidy(() => {
        const image = tf.transpose(tf.tensor4d(formulaImage(), [1, 3, 96, 96]), [0, 2, 3, 1]);
        return tf.mul(tf.concat([image, tf.sub(1, image)]), 255) as tf.Tensor4D;
      });
      const embeddings = network.embed(two);
      const [first, second] = (await embeddings.array()) as [number[], number[]];
      reference.embedding.forEach((value, index) => {
        expect(first[index]).toBeCloseTo(value, 6);
      });
      expect(Math.hypot(...second)).toBeCloseTo(1, 5);
      expect(second).not.toEqual(first);
      tf.dispose([two, embeddings]);
    });
  });
});
