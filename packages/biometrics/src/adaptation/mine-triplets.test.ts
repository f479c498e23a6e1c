import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Normalise, squaredL2Distance } from '../distance.ts';
import { tripletLoss } from '../triplet-loss.ts';
import { type LabelledEmbedding, semiHardTriplets } from './mine-triplets.ts';

const ALPHA = 0.2;

/** Few directions, so that equal distances and equal templates occur. */
const unit = fc
  .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .map((values) => l2Normalise(values));
const samples = fc.array(
  fc.record({ personId: fc.constantFrom('ana', 'ben', 'cleo', 'dan'), embedding: unit }),
  { maxLength: 24 },
);

const squaredL2 = (list: readonly LabelledEmbedding[], one: number, other: number) =>
  squaredL2Distance(list[one]!.embedding, list[other]!.embedding);

/** Every negative that qualifies for a pair. */
function semiHard(list: readonly LabelledEmbedding[], anchor: number, positive: number): number[] {
  const near = squaredL2(list, anchor, positive);
  return [...list.keys()].filter((index) => {
    const far = squaredL2(list, anchor, index);
    return list[index]!.personId !== list[anchor]!.personId && far > near && far < near + ALPHA;
  });
}

describe('semi-hard mining', () => {
  it('gives the nearest negative beyond the positive and within the margin, so that each has a loss', () => {
    fc.assert(
      fc.property(samples, (list) => {
        for (const { anchor, positive, negative } of semiHardTriplets(list)) {
          expect(anchor).not.toBe(positive);
          expect(list[positive]!.personId).toBe(list[anchor]!.personId);
          const qualified = semiHard(list, anchor, positive);
          expect(qualified).toContain(negative);
          const nearest = Math.min(...qualified.map((index) => squaredL2(list, anchor, index)));
          expect(squaredL2(list, anchor, negative)).toBe(nearest);
          const [a, p, n] = [anchor, positive, negative].map((index) => [list[index]!.embedding]);
          expect(tripletLoss(a!, p!, n!, ALPHA)).toBeGreaterThan(0);
          expect(tripletLoss(a!, p!, n!, ALPHA)).toBeLessThan(ALPHA);
        }
      }),
    );
  });

  it('leaves out no pair of one person that has such a negative, and takes none twice', () => {
    fc.assert(
      fc.property(samples, (list) => {
        const indices = [...list.keys()];
        const expected = indices.flatMap((anchor) =>
          indices
            .filter((other) => other !== anchor && list[other]!.personId === list[anchor]!.personId)
            .filter((positive) => semiHard(list, anchor, positive).length > 0)
            .map((positive) => `${anchor} ${positive}`),
        );
        const mined = semiHardTriplets(list);
        expect(mined.map(({ anchor, positive }) => `${anchor} ${positive}`)).toEqual(expected);
      }),
    );
  });

  it('finds more with a wider margin', () => {
    fc.assert(
      fc.property(samples, (list) => {
        expect(semiHardTriplets(list, 1).length).toBeGreaterThanOrEqual(semiHardTriplets(list, 0.1).length);
      }),
    );
  });
});
