import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clopperPearsonInterval, ruleOfThree, wilsonInterval } from './confidence.ts';
import { incompleteBeta, normalQuantile } from './special-functions.ts';

/** P(X ≤ k) for X ~ Binomial(n, p), summed term by term. */
function binomialCdf(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = term;
  for (let i = 1; i <= k; i++) {
    term *= ((n - i + 1) / i) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

describe('wilsonInterval', () => {
  it.each([
    [8, 10, 0.4902, 0.9433],
    [0, 10, 0, 0.2775],
    [500, 500, 0.9924, 1],
  ])('is the published interval for %d of %d', (successes, trials, lower, upper) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });
});

describe('clopperPearsonInterval', () => {
  it.each([
    [8, 10, 0.4439, 0.9748],
    [0, 10, 0, 0.3085],
    [10, 10, 0.6915, 1],
  ])('is the published interval for %d of %d', (successes, trials, lower, upper) => {
    const interval = clopperPearsonInterval(successes, trials);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('leaves exactly 2.5 % of the binomial distribution outside on each side', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), (trials, seed) => {
        const successes = 1 + (seed % (trials - 1));
        const { lower, upper } = clopperPearsonInterval(successes, trials);
        expect(binomialCdf(successes, trials, upper)).toBeCloseTo(0.025, 9);
        expect(1 - binomialCdf(successes - 1, trials, lower)).toBeCloseTo(0.025, 9);
      }),
    );
  });

  it('copes with a million trials', () => {
    const { upper } = clopperPearsonInterval(0, 1_000_000);
    expect(upper).toBeCloseTo(-Math.log(0.025) / 1e6, 10);
    const middle = clopperPearsonInterval(500_000, 1_000_000);
    expect(middle.upper - 0.5).toBeCloseTo(0.00098, 5);
  });

  it.each([
    [1, 0],
    [-1, 5],
    [6, 5],
    [0.5, 5],
  ])('refuses %d of %d', (successes, trials) => {
    expect(() => clopperPearsonInterval(successes, trials)).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });
});

describe('ruleOfThree', () => {
  it('is close to the exact one-sided bound', () => {
    expect(ruleOfThree(3000)).toBe(1e-3);
    expect(ruleOfThree(3000)).toBeCloseTo(1 - 0.05 ** (1 / 3000), 5);
    expect(ruleOfThree(2)).toBe(1);
  });
});

describe('special functions', () => {
  it('knows the normal quantiles of the tables', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.9999)).toBeCloseTo(3.719016485455709, 9);
  });

  it('knows the beta distributions that have a formula', () => {
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 14);
    expect(incompleteBeta(0.3, 2, 1)).toBeCloseTo(0.09, 14);
    expect(incompleteBeta(0.3, 1, 5)).toBeCloseTo(1 - 0.7 ** 5, 14);
  });
});
