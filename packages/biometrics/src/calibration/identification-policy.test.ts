import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fmrAt, fnmrAt, thresholdAtFmr } from './calibrated-rates.ts';
import { fitCalibration } from './fit-calibration.ts';
import { fmrForFpir } from './gallery-formula.ts';
import { identificationPolicyFor } from './identification-policy.ts';

/** An exponential tail of scale 0.05 below 1.2, 20,000 comparisons: measured down to 1.5e-3. */
const calibration = fitCalibration({
  modelId: 'test',
  modelVersion: '1',
  source: 'made up',
  nonMatedDistances: Array.from({ length: 20_000 }, (_, index) =>
    Math.max(0, 1.2 + 0.05 * Math.log((index + 0.5) / 20_000)),
  ),
  matedDistances: Array.from({ length: 400 }, (_, index) => 0.3 + index / 500),
});

describe('identificationPolicyFor', () => {
  it('keeps the target for every gallery, and a looser threshold would not', () => {
    const gallery = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(gallery, fc.constantFrom(0.1, 0.01, 0.003), (people, targetFpir) => {
        const request = { calibration, galleryPersons: people, targetFpir };
        const policy = identificationPolicyFor(request);
        expect(policy.expectedFpir).toBeLessThanOrEqual(targetFpir);
        const targetFmr = fmrForFpir(targetFpir, people);
        expect(fmrAt(calibration, policy.thresholdL2 + 1.1e-4)).toBeGreaterThan(targetFmr);
        expect(policy.fmr).toBe(fmrAt(calibration, policy.thresholdL2));
        expect(policy.expectedFnir).toBe(fnmrAt(calibration, policy.thresholdL2));
        expect(policy.expectedFnirUpperBound).toBeGreaterThanOrEqual(policy.expectedFnir);
        expect(policy.extrapolated).toBe(policy.thresholdL2 < calibration.nonMated.measuredFrom.distanceL2);
      }),
    );
  });

  it('tightens as the gallery grows', () => {
    const thresholds = [10, 100, 1000, 10_000].map(
      (galleryPersons) =>
        identificationPolicyFor({ calibration, galleryPersons, targetFpir: 0.01 }).thresholdL2,
    );
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => b - a));
    expect(new Set(thresholds).size).toBe(4);
  });

  it('sets the margin where chance falls by the odds', () => {
    for (const ambiguityOdds of [2, 10, 100]) {
      const { thresholdL2, marginL2, fmr } = identificationPolicyFor({
        calibration,
        galleryPersons: 200,
        targetFpir: 0.01,
        ambiguityOdds,
      });
      expect(fmr / fmrAt(calibration, thresholdL2 - marginL2) / ambiguityOdds).toBeCloseTo(1, 1);
      expect(thresholdL2 - marginL2).toBeLessThanOrEqual(
        thresholdAtFmr(calibration, fmr / ambiguityOdds).thresholdL2,
      );
    }
  });

  it('says when only the tail speaks for it', () => {
    const policy = (galleryPersons: number) =>
      identificationPolicyFor({ calibration, galleryPersons, targetFpir: 0.1 }).extrapolated;
    expect([policy(10), policy(1000)]).toEqual([false, true]);
  });

  it('refuses a target that no distance meets, instead of a door that opens for nobody', () => {
    const blind = fitCalibration({
      modelId: 'blind',
      modelVersion: '1',
      source: 'made up',
      nonMatedDistances: Array.from({ length: 400 }, (_, index) => index / 400),
      matedDistances: Array.from({ length: 40 }, (_, index) => index / 40),
    });
    expect(() =>
      identificationPolicyFor({ calibration: blind, galleryPersons: 100_000, targetFpir: 1e-4 }),
    ).toThrow(expect.objectContaining({ code: 'TARGET_UNREACHABLE' }));
  });

  it.each([{ galleryPersons: 0 }, { ambiguityOdds: 1 }, { targetFpir: 1 }])('refuses %o', (wrong) => {
    const request = { calibration, galleryPersons: 10, targetFpir: 0.01, ...wrong };
    expect(() => identificationPolicyFor(request)).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });
});
