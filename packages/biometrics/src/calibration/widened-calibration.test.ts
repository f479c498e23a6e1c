import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fmrAt, fnmrAt, thresholdAtFmr } from './calibrated-rates.ts';
import { fitCalibration } from './fit-calibration.ts';
import { parseCalibration } from './parse-calibration.ts';
import { widenedCalibration } from './widened-calibration.ts';

/** Sums of uniforms: smooth, so that the tail can be fitted. */
const calibration = fitCalibration({
  modelId: 'test',
  modelVersion: '1',
  source: 'made up',
  nonMatedDistances: Array.from({ length: 4000 }, (_, n) => 1.3 + 0.2 * Math.sin(n) + 0.2 * Math.sin(n * n)),
  matedDistances: Array.from({ length: 200 }, (_, n) => 0.7 + 0.3 * Math.sin(n)),
});
const factor = fc.double({ min: 1, max: 15, noNaN: true });
const distance = fc.double({ min: 0.01, max: 2, noNaN: true });

describe('a widened calibration', () => {
  it('multiplies the rates of the tail by the factor, and no rate by less than 1', () => {
    fc.assert(
      fc.property(factor, distance, (times, d) => {
        const widened = widenedCalibration(calibration, times);
        expect(fmrAt(widened, d)).toBeGreaterThanOrEqual(fmrAt(calibration, d) * (1 - 1e-12));
        expect(fmrAt(widened, d)).toBeLessThanOrEqual(1);
        if (d <= calibration.nonMated.tail.belowL2) {
          expect(fmrAt(widened, d)).toBeCloseTo(times * fmrAt(calibration, d), 12);
        }
        expect(fnmrAt(widened, d)).toBe(fnmrAt(calibration, d));
      }),
    );
  });

  it('gives lower thresholds, and is read back from its file', () => {
    const widened = widenedCalibration(calibration, 3);
    for (const fmr of [1e-2, 1e-3, 1e-4, 1e-5]) {
      expect(thresholdAtFmr(widened, fmr).thresholdL2).toBeLessThan(
        thresholdAtFmr(calibration, fmr).thresholdL2,
      );
      expect(thresholdAtFmr(widened, fmr).thresholdL2).toBeCloseTo(
        thresholdAtFmr(calibration, fmr / 3).thresholdL2,
        fmr < 1e-2 ? 9 : 1,
      );
    }
    expect(parseCalibration(JSON.parse(JSON.stringify(widened)))).toEqual(widened);
  });

  it('refuses a factor below 1, and one that would make everything a false match', () => {
    for (const times of [0.9, Number.NaN, 1000]) {
      expect(() => widenedCalibration(calibration, times)).toThrow(
        expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
      );
    }
  });
});
