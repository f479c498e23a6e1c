import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tripletLoss } from '@portero/biometrics';
import { describeWithData } from '@portero/testkit';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectEngine } from './engines/select-engine.ts';
import { type Triplets, tripletLossGradients, tripletLossOnTensors } from './triplet-loss.ts';

type Rows = number[][];
type PlainTriplets = { anchor: Rows; positive: Rows; negative: Rows };
const PARTS = ['anchor', 'positive', 'negative'] as const;

function onTensors({ anchor, positive, negative }: PlainTriplets): Triplets {
  return { anchor: tf.tensor2d(anchor), positive: tf.tensor2d(positive), negative: tf.tensor2d(negative) };
}

/** Twelve triplets of eight values, some of which keep the margin and some of which do not. */
function waves(): PlainTriplets {
  const rows = (phase: number) =>
    Array.from({ length: 12 }, (_, row) =>
      Array.from({ length: 8 }, (_, column) => Math.sin(1.7 * row + 0.9 * column + phase * (1 + row))),
    );
  return { anchor: rows(0), positive: rows(0.4), negative: rows(1.1) };
}

/** ∂J/∂(every value) by central differences of the plain loss. */
function finiteDifferences(plain: PlainTriplets, part: (typeof PARTS)[number]): Rows {
  const step = 1e-5;
  return plain[part].map((row, i) =>
    row.map((value, j) => {
      const at = (moved: number) => {
        const copy = plain[part].map((other) => [...other]);
        copy[i]![j] = moved;
        const nudged: PlainTriplets = { ...plain, [part]: copy };
        return tripletLoss(nudged.anchor, nudged.positive, nudged.negative);
      };
      return (at(value + step) - at(value - step)) / (2 * step);
    }),
  );
}

describe.each(['wasm', 'cpu'])('the triplet loss on %s', (engine) => {
  beforeAll(async () => {
    if (engine === 'wasm') await selectEngine({ forced: 'wasm' });
    else await tf.setBackend(engine);
  });

  it('equals the plain one', () => {
    const plain = waves();
    const loss = tf.tidy(() => tripletLossOnTensors(onTensors(plain)).arraySync());
    expect(loss).toBeCloseTo(tripletLoss(plain.anchor, plain.positive, plain.negative), 4);
  });

  it('has the gradient that finite differences of the plain loss give', () => {
    const plain = waves();
    const losses = plain.anchor.map((_, row) =>
      tripletLoss([plain.anchor[row]!], [plain.positive[row]!], [plain.negative[row]!]),
    );
    expect(losses.some((loss) => loss === 0) && losses.some((loss) => loss > 0)).toBe(true);
    const found = tf.tidy(() => {
      const { gradients } = tripletLossGradients(onTensors(plain));
      return PARTS.map((part) => gradients[part].arraySync());
    });
    PARTS.forEach((part, index) => {
      finiteDifferences(plain, part).forEach((row, i) => {
        row.forEach((value, j) => {
          expect(found[index]![i]![j]).toBeCloseTo(value, 4);
        });
      });
    });
  });

  it('is differentiated by tf.grads to the same values', () => {
    tf.tidy(() => {
      const { anchor, positive, negative } = onTensors(waves());
      const differentiate = tf.grads((a, p, n) =>
        tripletLossOnTensors({
          anchor: a as tf.Tensor2D,
          positive: p as tf.Tensor2D,
          negative: n as tf.Tensor2D,
        }),
      );
      const automatic = differentiate([anchor, positive, negative]);
      const { gradients, loss } = tripletLossGradients({ anchor, positive, negative });
      PARTS.forEach((part, index) => {
        expect(automatic[index]!.arraySync()).toEqual(gradients[part].arraySync());
      });
      expect(loss.arraySync()).toBeGreaterThan(0);
    });
  });

  it('leaves no tensor behind', () => {
    const triplets = onTensors(waves());
    const before = tf.memory().numTensors;
    const { loss, gradients } = tripletLossGradients(triplets);
    const again = tripletLossOnTensors(triplets);
    expect(tf.memory().numTensors).toBe(before + 5);
    tf.dispose([loss, again, ...PARTS.map((part) => gradients[part])]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(PARTS.map((part) => triplets[part]));
  });
});

describeWithData("the course notebook's check of the triplet loss on tensors", (folder) => {
  it.each(['wasm', 'cpu'])('gives 527.2598 on %s', async (engine) => {
    if (engine === 'wasm') await selectEngine({ forced: 'wasm' });
    else await tf.setBackend(engine);
    const data: PlainTriplets = JSON.parse(readFileSync(join(folder, 'triplet-loss.json'), 'utf8'));
    expect(tf.tidy(() => tripletLossOnTensors(onTensors(data)).arraySync())).toBeCloseTo(527.2598, 3);
  });
});
