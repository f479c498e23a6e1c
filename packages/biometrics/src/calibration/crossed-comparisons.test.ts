import { describe, expect, it } from 'vitest';
import { crossedComparisons } from './crossed-comparisons.ts';

const ana = { personId: 'ana', embedding: [1, 0] };
const anaAgain = { personId: 'ana', embedding: [0.6, 0.8] };
const ben = { personId: 'ben', embedding: [0, 1] };

describe('crossed comparisons', () => {
  it('compare every picture with every other one, once', () => {
    const { matedDistances, nonMatedDistances } = crossedComparisons([ana, ben, anaAgain]);
    expect([...matedDistances]).toEqual([Math.hypot(0.4, 0.8)]);
    expect([...nonMatedDistances]).toEqual(
      [Math.SQRT2, Math.hypot(0.6, 0.2)].map((d) => expect.closeTo(d, 12)),
    );
  });

  it('count those with a picture that could not be encoded as failures', () => {
    const { matedDistances, nonMatedDistances } = crossedComparisons([ana, { personId: 'ana' }, ben]);
    expect([...matedDistances]).toEqual([Number.POSITIVE_INFINITY]);
    expect([...nonMatedDistances]).toEqual([Math.SQRT2, Number.POSITIVE_INFINITY]);
  });

  it('refuse more than can be held', () => {
    const many = Array.from({ length: 15_000 }, () => ana);
    expect(() => crossedComparisons(many)).toThrow(/15000 pictures/);
  });
});
