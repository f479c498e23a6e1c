import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossValidatedAccuracy } from './cross-validation.ts';
import { errorCurve, errorsAt, type ScoredPair } from './error-curve.ts';
import { areaUnderRoc, bestAccuracy, equalErrorRate, operatingPointAtFmr } from './operating-points.ts';
import { verificationReport } from './verification-report.ts';

/** Few distinct values, so that ties are common, and failures. */
const distance = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((value) => value / 8),
  fc.double({ min: 0, max: 2, noNaN: true }),
  fc.constant(Number.POSITIVE_INFINITY),
);
const list = fc.array(distance, { minLength: 2, maxLength: 25 });
const scored = fc
  .tuple(list, list)
  .map(([mated, nonMated]): ScoredPair[] => [
    ...mated.map((value) => ({ distance: value, mated: true })),
    ...nonMated.map((value) => ({ distance: value, mated: false })),
  ]);

/** The oracle: counts at one threshold, straight from the definitions. */
function count(pairs: readonly ScoredPair[], threshold: number) {
  const falseMatches = pairs.filter((pair) => !pair.mated && pair.distance < threshold).length;
  const falseNonMatches = pairs.filter((pair) => pair.mated && !(pair.distance < threshold)).length;
  return { falseMatches, falseNonMatches };
}

/** Every threshold that could make a difference: below all, at each distance, above all. */
function everyThreshold(pairs: readonly ScoredPair[]): number[] {
  const finite = pairs.map((pair) => pair.distance).filter(Number.isFinite);
  return [-1, ...finite, 1000];
}

describe('error rates against a naive oracle', () => {
  it('counts what each threshold of the curve accepts', () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        for (const point of errorCurve(pairs).points) {
          expect(point).toMatchObject(count(pairs, point.threshold));
          expect(errorsAt(pairs, point.threshold)).toMatchObject(point);
        }
      }),
    );
  });

  it('finds the fewest errors that any threshold makes', () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const errors = everyThreshold(pairs).map((threshold) => {
          const { falseMatches, falseNonMatches } = count(pairs, threshold);
          return falseMatches + falseNonMatches;
        });
        const best = bestAccuracy(errorCurve(pairs));
        expect(best.falseMatches + best.falseNonMatches).toBe(Math.min(...errors));
      }),
    );
  });

  it('accepts as many mated pairs as any threshold within the false-match rate', () => {
    fc.assert(
      fc.property(scored, fc.constantFrom(0, 0.001, 0.1, 0.25, 0.5, 1), (pairs, target) => {
        const curve = errorCurve(pairs);
        const point = operatingPointAtFmr(curve, target);
        expect(point.fmr).toBeLessThanOrEqual(target);
        const tars = everyThreshold(pairs)
          .map((threshold) => count(pairs, threshold))
          .filter(({ falseMatches }) => falseMatches / curve.nonMated <= target)
          .map(({ falseNonMatches }) => 1 - falseNonMatches / curve.mated);
        expect(point.tar).toBeCloseTo(Math.max(...tars), 12);
      }),
    );
  });

  it('has the area that comparing every mated with every non-mated pair gives', () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const mated = pairs.filter((pair) => pair.mated);
        const nonMated = pairs.filter((pair) => !pair.mated);
        let wins = 0;
        for (const a of mated) {
          for (const b of nonMated) wins += a.distance < b.distance ? 1 : a.distance === b.distance ? 0.5 : 0;
        }
        expect(areaUnderRoc(errorCurve(pairs))).toBeCloseTo(wins / (mated.length * nonMated.length), 10);
      }),
    );
  });

  it('puts the equal error rate where the two rates are nearest', () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const curve = errorCurve(pairs);
        const candidates = everyThreshold(pairs).map((threshold) => {
          const { falseMatches, falseNonMatches } = count(pairs, threshold);
          const fmr = falseMatches / curve.nonMated;
          const fnmr = falseNonMatches / curve.mated;
          return { gap: Math.abs(fmr - fnmr), rate: (fmr + fnmr) / 2 };
        });
        const gap = Math.min(...candidates.map((candidate) => candidate.gap));
        const rates = candidates.filter((candidate) => candidate.gap <= gap).map(({ rate }) => rate);
        expect(rates).toContain(equalErrorRate(curve));
      }),
    );
  });

  it('is refused without both kinds of pairs and with NaN', () => {
    const mated = { distance: 1, mated: true };
    const invalid = expect.objectContaining({ code: 'SCORES_INVALID' });
    expect(() => errorCurve([mated])).toThrow(invalid);
    expect(() => errorCurve([mated, { distance: Number.NaN, mated: false }])).toThrow(invalid);
    expect(() => errorsAt([mated, { distance: Number.NaN, mated: false }], 1)).toThrow(invalid);
  });
});

describe('crossValidatedAccuracy', () => {
  it('uses on each fold the threshold that the other folds choose', () => {
    fc.assert(
      fc.property(scored, fc.integer({ min: 2, max: 4 }), (pairs, folds) => {
        const some = pairs
          .concat(pairs, pairs, pairs)
          .map((pair, index) => ({ ...pair, fold: index % folds }));
        const usable = Array.from({ length: folds }, (_, fold) =>
          some.filter((pair) => pair.fold !== fold),
        ).every((others) => others.some((pair) => pair.mated) && others.some((pair) => !pair.mated));
        const testable = Array.from({ length: folds }, (_, fold) =>
          some.filter((pair) => pair.fold === fold),
        ).every((held) => held.some((pair) => pair.mated) && held.some((pair) => !pair.mated));
        fc.pre(usable && testable);
        const { foldAccuracies, thresholds, accuracy } = crossValidatedAccuracy(some);
        const expected = thresholds.map((threshold, index) => {
          const held = some.filter((pair) => pair.fold === [...new Set(some.map(({ fold }) => fold))][index]);
          const { falseMatches, falseNonMatches } = count(held, threshold);
          return 1 - (falseMatches + falseNonMatches) / held.length;
        });
        expect(foldAccuracies).toEqual(expected);
        expect(accuracy).toBeCloseTo(expected.reduce((a, b) => a + b) / folds, 12);
      }),
    );
  });

  it('gives the standard error of the fold accuracies', () => {
    const perfect = (fold: number) => [
      { distance: 0.1, mated: true, fold },
      { distance: 0.9, mated: false, fold },
    ];
    const wrong = [
      { distance: 0.9, mated: true, fold: 3 },
      { distance: 0.1, mated: false, fold: 3 },
    ];
    const result = crossValidatedAccuracy([...perfect(0), ...perfect(1), ...perfect(2), ...wrong]);
    expect(result.foldAccuracies).toEqual([1, 1, 1, 0]);
    expect(result.standardError).toBeCloseTo(0.25, 12);
  });

  it('refuses folds on only some pairs', () => {
    const pairs = [
      { distance: 0.1, mated: true, fold: 0 },
      { distance: 0.9, mated: false },
    ];
    expect(() => crossValidatedAccuracy(pairs)).toThrow(expect.objectContaining({ code: 'SCORES_INVALID' }));
  });
});

describe('verificationReport', () => {
  const separable = Array.from({ length: 40 }, (_, index) => ({
    distance: index < 20 ? 0.5 + index / 100 : 1.1 + index / 100,
    mated: index < 20,
  }));

  it('is perfect for distances that a threshold separates', () => {
    const report = verificationReport(separable);
    expect(report).toMatchObject({ accuracy: 1, accuracyStandardError: 0, eer: 0, auc: 1, failures: 0 });
    expect(report.tarAtFar).toEqual({ '0.01': 1, '0.001': 1 });
    expect(report.threshold).toBeCloseTo((0.69 + 1.3) / 2, 12);
    expect(report.operatingPoints[1]).toMatchObject({ falseMatches: 0, resolved: false });
  });

  it('does not let an absence of errors pass for a rate of 0', () => {
    const [point] = verificationReport(separable).operatingPoints;
    expect(point!.fmrEstimate).toMatchObject({ rate: 0, ruleOfThreeBound: 0.15 });
    expect(point!.fnmrEstimate).toMatchObject({ rate: 0, ruleOfThreeBound: 0.15 });
    expect(point!.fmrEstimate.interval.upper).toBeGreaterThan(0.15);
  });

  it('has points for the charts', () => {
    const { roc, det, curve } = verificationReport(separable);
    expect(roc).toContainEqual(expect.objectContaining({ fmr: 0, tar: 1 }));
    expect(det.length).toBe(curve.points.length);
  });

  it('counts a failure on a mated pair as an error and on a non-mated pair as a rejection', () => {
    const failure = (mated: boolean) => ({ distance: Number.POSITIVE_INFINITY, mated });
    const report = verificationReport([failure(true), ...separable, failure(false)]);
    expect(report.failures).toBe(2);
    expect(report.accuracy).toBeLessThan(1);
    expect(report.tarAtFar['0.01']).toBeCloseTo(20 / 21, 12);
    expect(report.curve.points.at(-1)).toMatchObject({ falseMatches: 20, falseNonMatches: 1 });
  });
});
