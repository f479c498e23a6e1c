import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SketchBound, widestAngle } from './sketch-bound.ts';

describe('the bound of differing bits', () => {
  test('is the quantile of a binomial distribution', () => {
    const bound = new SketchBound(4, 0.1);
    // Of four fair coins, more than three show heads with probability 1/16, more than two with 5/16.
    expect(bound.differencesWithin(Math.PI / 2)).toBe(3);
    expect([bound.differencesWithin(0), bound.differencesWithin(Math.PI)]).toEqual([0, 4]);
  });

  test('does not fall as the angle grows', () => {
    const bound = new SketchBound(256, 1e-5);
    const bounds = Array.from({ length: 181 }, (_, degrees) =>
      bound.differencesWithin((degrees * Math.PI) / 180),
    );
    expect(bounds).toEqual([...bounds].sort((one, other) => one - other));
  });
});

describe('the widest angle', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

  test('is one that no vector as near as that exceeds', () => {
    fc.assert(
      fc.property(
        fc.record({ probe: number(0.1, 3), shortest: number(0.1, 3), more: number(0, 2) }),
        fc.record({ share: number(0, 1), angle: number(0, Math.PI) }),
        ({ probe, shortest, more }, { share, angle }) => {
          const length = shortest + share * more;
          const squared = probe ** 2 + length ** 2 - 2 * probe * length * Math.cos(angle);
          const widest = widestAngle(squared, probe, { shortest, longest: shortest + more });
          expect(widest).toBeGreaterThanOrEqual(angle - 1e-6);
        },
      ),
    );
  });

  test('of vectors of length 1 is that between them', () => {
    const unit = { shortest: 1, longest: 1 };
    expect(widestAngle(2, 1, unit)).toBeCloseTo(Math.PI / 2, 12);
    expect(widestAngle(1, 1, unit)).toBeCloseTo(Math.PI / 3, 12);
  });

  test('is any where a vector, or the probe, has no direction', () => {
    expect(widestAngle(0.1, 0, { shortest: 1, longest: 1 })).toBe(Math.PI);
    expect(widestAngle(0.1, 1, { shortest: 0, longest: 1 })).toBe(Math.PI);
  });
});
