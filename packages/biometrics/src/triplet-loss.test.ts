import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithData } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { tripletLoss } from './triplet-loss.ts';

describe('tripletLoss', () => {
  it('is the margin when positive and negative are equally far', () => {
    expect(tripletLoss([[0, 0]], [[1, 0]], [[0, 1]])).toBeCloseTo(0.2, 12);
  });

  it('is 0 for a triplet that keeps the margin, and never negative', () => {
    expect(tripletLoss([[0, 0]], [[0.1, 0]], [[5, 0]])).toBe(0);
  });

  it('sums over the examples instead of averaging them', () => {
    const [anchor, positive, negative] = [
      [0, 0],
      [2, 0],
      [1, 0],
    ];
    const once = tripletLoss([anchor], [positive], [negative]);
    expect(once).toBeCloseTo(4 - 1 + 0.2, 12);
    expect(tripletLoss([anchor, anchor], [positive, positive], [negative, negative])).toBeCloseTo(
      2 * once,
      12,
    );
  });

  it('refuses unequal numbers of examples', () => {
    expect(() => tripletLoss([[1]], [], [[1]])).toThrow(expect.objectContaining({ code: 'VECTOR_INVALID' }));
  });
});

interface NotebookTriplets {
  alpha: number;
  loss: number;
  anchor: number[][];
  positive: number[][];
  negative: number[][];
}

describeWithData("the course notebook's own check of the triplet loss", (folder) => {
  it('gives 527.2598', () => {
    const data: NotebookTriplets = JSON.parse(readFileSync(join(folder, 'triplet-loss.json'), 'utf8'));
    expect(tripletLoss(data.anchor, data.positive, data.negative, data.alpha)).toBeCloseTo(527.2598, 3);
    expect(data.loss).toBe(527.2598);
  });
});
