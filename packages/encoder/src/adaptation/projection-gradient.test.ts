import { l2Normalise, projectTemplate, tripletLoss } from '@portero/biometrics';
import { syntheticPeople } from '@portero/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectEngine } from '../engines/select-engine.ts';
import { projectionGradient } from './projection-gradient.ts';

const DIMENSION = 6;
const ALPHA = 0.2;

/** Twelve people: a triplet of each, the negative being the next one's. */
const people = syntheticPeople({ people: 12, dimension: DIMENSION, spread: 1.5, seed: 3 });
const plain = {
  anchor: people.map(({ templates }) => templates[0]!),
  positive: people.map(({ templates }) => templates[1]!),
  negative: people.map((_, index) => people[(index + 1) % people.length]!.templates[2]!),
};
/** Not the identity, nor symmetric. */
const matrix = Float32Array.from({ length: DIMENSION ** 2 }, (_, index) =>
  index % (DIMENSION + 1) === 0 ? 1.1 : 0.3 * Math.sin(index),
);

function lossOf(values: Float32Array): number {
  const projection = { dimension: DIMENSION, matrix: values };
  const rows = (templates: Float32Array[]) => templates.map((one) => projectTemplate(projection, one));
  return tripletLoss(rows(plain.anchor), rows(plain.positive), rows(plain.negative), ALPHA);
}

describe('the triplet loss of projected templates', () => {
  beforeAll(async () => {
    await selectEngine({ forced: 'wasm' });
  });

  it('is that of the projected templates, and has the gradient that finite differences give', () => {
    const { loss, gradient } = tf.tidy(() => {
      const rows = (templates: Float32Array[]) => tf.tensor2d(templates.map((one) => [...one]));
      const found = projectionGradient(
        tf.tensor2d(matrix, [DIMENSION, DIMENSION]),
        { anchor: rows(plain.anchor), positive: rows(plain.positive), negative: rows(plain.negative) },
        ALPHA,
      );
      return { loss: found.loss.dataSync()[0]!, gradient: [...found.gradient.dataSync()] };
    });
    expect(loss).toBeGreaterThan(0.5);
    expect(loss).toBeCloseTo(lossOf(matrix), 4);
    const step = 1e-3;
    for (const [index, slope] of gradient.entries()) {
      const at = (moved: number) => lossOf(matrix.map((value, i) => (i === index ? value + moved : value)));
      expect(slope).toBeCloseTo((at(step) - at(-step)) / (2 * step), 2);
    }
  });

  it('leaves no tensor but the two that it gives', () => {
    const before = tf.memory().numTensors;
    const rows = tf.tensor2d([[...l2Normalise([1, 2])]]);
    const weights = tf.tensor2d([
      [1, 0],
      [0, 1],
    ]);
    const found = projectionGradient(weights, { anchor: rows, positive: rows, negative: rows }, ALPHA);
    expect(tf.memory().numTensors).toBe(before + 4);
    tf.dispose([rows, weights, found.loss, found.gradient]);
  });
});
