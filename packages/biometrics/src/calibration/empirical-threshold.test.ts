import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thresholdForFmr } from './empirical-threshold.ts';

describe('thresholdForFmr', () => {
  it('never accepts a greater share than the target, and the next distance would', () => {
    const distances = fc.array(
      fc.oneof(fc.double({ min: 0, max: 2, noNaN: true }), fc.constantFrom(0.5, 1, Number.POSITIVE_INFINITY)),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(distances, fc.constantFrom(0.001, 0.05, 0.3, 0.9), (values, target) => {
        const calibrated = thresholdForFmr(values, target);
        const accepted = values.filter((value) => value < calibrated.threshold).length;
        expect(accepted).toBe(calibrated.falseMatches);
        expect(calibrated.fmr).toBeLessThanOrEqual(target);
        const acceptedAtIt = values.filter((value) => value <= calibrated.threshold).length;
        expect(acceptedAtIt / values.length).toBeGreaterThan(target);
        expect(calibrated.fmrUpperBound).toBeGreaterThan(calibrated.fmr);
      }),
    );
  });

  it('says when the data cannot show the rate', () => {
    const distances = Array.from({ length: 1000 }, (_, index) => index / 1000);
    expect(thresholdForFmr(distances, 1e-3)).toMatchObject({
      threshold: 0.001,
      falseMatches: 1,
      resolved: true,
    });
    expect(thresholdForFmr(distances, 1e-4)).toMatchObject({
      threshold: 0,
      falseMatches: 0,
      resolved: false,
    });
  });

  it('refuses no distances, NaN and impossible rates', () => {
    expect(() => thresholdForFmr([], 0.1)).toThrow(expect.objectContaining({ code: 'SCORES_INVALID' }));
    expect(() => thresholdForFmr([Number.NaN], 0.1)).toThrow(
      expect.objectContaining({ code: 'SCORES_INVALID' }),
    );
    expect(() => thresholdForFmr([1], 0)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});
