import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateRate } from './rate-estimate.ts';

describe('estimateRate', () => {
  it('keeps the rate inside its interval, and gives the rule of three exactly where nothing was counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (trials, seed) => {
        const count = seed % (trials + 1);
        const { rate, interval, ruleOfThreeBound } = estimateRate(count, trials);
        expect(rate).toBe(count / trials);
        expect(interval.lower).toBeLessThanOrEqual(rate);
        expect(interval.upper).toBeGreaterThanOrEqual(rate);
        expect(ruleOfThreeBound).toBe(count === 0 ? Math.min(1, 3 / trials) : undefined);
      }),
    );
  });

  it('refuses a rate of nothing', () => {
    expect(() => estimateRate(0, 0)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});
