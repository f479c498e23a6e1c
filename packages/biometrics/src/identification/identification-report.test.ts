import { describe, expect, it } from 'vitest';
import { identificationByGroup } from './groups.ts';
import { identificationReport } from './identification-report.ts';
import type { IdentificationTrials, MatedProbe, StrangerProbe } from './probe.ts';

const at = (personId: string, distanceL2: number) => ({ personId, distanceL2 });

const mated: MatedProbe[] = [
  { probeId: 'ana/3', personId: 'ana', candidates: [at('ana', 0.4), at('bo', 1.1), at('cy', 1.2)] },
  { probeId: 'ana/4', personId: 'ana', candidates: [at('ana', 0.98), at('cy', 1.2), at('bo', 1.3)] },
  { probeId: 'bo/3', personId: 'bo', candidates: [at('cy', 0.6), at('bo', 0.7), at('ana', 1.3)] },
  { probeId: 'bo/4', personId: 'bo', candidates: [at('bo', 0.7), at('cy', 0.73), at('ana', 1.3)] },
  { probeId: 'cy/3', personId: 'cy', candidates: [] },
  { probeId: 'cy/4', personId: 'cy', candidates: [at('cy', 0.5), at('bo', 0.9), at('ana', 1.3)] },
];
const strangers: StrangerProbe[] = [
  { probeId: 'zoe', candidates: [at('bo', 0.8), at('cy', 0.82), at('ana', 1.2)] },
  { probeId: 'yan', candidates: [at('ana', 0.9), at('cy', 1.1), at('bo', 1.2)] },
  { probeId: 'xia', candidates: [] },
  ...Array.from({ length: 17 }, (_, index) => ({
    probeId: `far${index}`,
    candidates: [at('ana', 1.2), at('bo', 1.3), at('cy', 1.4)],
  })),
];
const trials: IdentificationTrials = { enrolled: 3, templates: 6, mated, strangers };

describe('identificationReport', () => {
  const report = identificationReport(trials, { errorsAtFpir: 0.05, galleryPeople: [1, 3, 30] });

  it('counts failures to acquire as misses and as right rejections', () => {
    expect(report).toMatchObject({ enrolled: 3, templates: 6, mated: 6, strangers: 20 });
    expect(report.failuresToAcquire).toEqual({ mated: 1, strangers: 1 });
    expect(report.ranks).toMatchObject([{ rank: 1, identified: { count: 4, trials: 6 } }]);
  });

  it('gives FNIR at each FPIR with its threshold and whether the strangers suffice', () => {
    expect(report.operatingPoints.map(({ targetFpir, resolved }) => [targetFpir, resolved])).toEqual([
      [0.1, true],
      [0.03, false],
      [0.01, false],
      [0.003, false],
    ]);
    // Two of twenty strangers may come in: up to 0.98 for ana's second picture, short of the strangers at 1.2.
    const [loose, strict] = report.operatingPoints;
    expect(loose).toMatchObject({ fpir: { count: 2 }, fnir: { count: 2 }, misidentified: { count: 1 } });
    expect(loose!.thresholdL2).toBeGreaterThan(0.98);
    expect(loose!.thresholdL2).toBeLessThan(1.2);
    expect(strict).toMatchObject({ fpir: { count: 0, ruleOfThreeBound: 0.15 }, fnir: { count: 3 } });
  });

  it('shows what a margin to the second person does', () => {
    const withMargin = report.margins.find(({ marginL2 }) => marginL2 === 0.05)!.operatingPoints[0]!;
    // Zoe is refused whatever the threshold, and so is bo's picture that could be cy's.
    expect(withMargin).toMatchObject({ marginL2: 0.05, fpir: { count: 1 }, fnir: { count: 3 } });
  });

  it('lists all that remains wrong, with the reason, worst first', () => {
    expect(report.errors.falseMatches).toEqual([
      { probeId: 'bo/3', personId: 'cy', distanceL2: 0.6, secondDistanceL2: 0.7, truePersonId: 'bo' },
      { probeId: 'zoe', personId: 'bo', distanceL2: 0.8, secondDistanceL2: 0.82 },
    ]);
    expect(report.errors.misses).toEqual([
      { probeId: 'cy/3', personId: 'cy', reason: 'failure-to-acquire' },
      {
        probeId: 'ana/4',
        personId: 'ana',
        reason: 'too-far',
        ownDistanceL2: 0.98,
        rank: 1,
        nearest: at('ana', 0.98),
      },
      {
        probeId: 'bo/3',
        personId: 'bo',
        reason: 'other-person-nearer',
        ownDistanceL2: 0.7,
        rank: 2,
        nearest: at('cy', 0.6),
      },
    ]);
    const cautious = identificationReport(trials, { marginL2: 0.05, galleryPeople: [1] });
    expect(cautious.errors.misses.map(({ reason }) => reason)).toContain('ambiguous');
  });

  it('lists as many errors as the rates count', () => {
    for (const marginL2 of [0, 0.05, 0.3]) {
      const { errors, operatingPoints } = identificationReport(trials, {
        marginL2,
        errorsAtFpir: 0.1,
        galleryPeople: [1],
      });
      const point = operatingPoints[0]!;
      expect(errors.misses.length).toBe(point.fnir.count);
      expect(errors.falseMatches.length).toBe(point.fpir.count + point.misidentified.count);
    }
  });

  it('measures the whole gallery exactly and predicts a larger one', () => {
    const growth = report.growth[0]!;
    expect(growth.points.find(({ people }) => people === 3)!.measuredFpir).toBeCloseTo(0.1, 12);
    expect(growth.points.at(-1)).toMatchObject({ people: 30, predictedFpir: expect.any(Number) });
    expect(growth.points.at(-1)!.measuredFpir).toBeUndefined();
  });
});

describe('identificationByGroup', () => {
  it('splits the same errors by group and leaves out who is in none', () => {
    const groups: Record<string, string> = { 'ana/3': 'a', 'ana/4': 'a', 'bo/3': 'b', zoe: 'b', yan: 'c' };
    const rates = identificationByGroup(trials, {
      thresholdL2: 0.85,
      marginL2: 0,
      groupOf: (probeId) => groups[probeId],
    });
    expect(rates).toMatchObject([
      { group: 'a', fnir: { count: 1, trials: 2 } },
      { group: 'b', fnir: { count: 1, trials: 1 }, fpir: { count: 1, trials: 1 } },
      { group: 'c', fpir: { count: 0, trials: 1 } },
    ]);
    expect(rates[0]!.fpir).toBeUndefined();
    expect(rates[2]!.fnir).toBeUndefined();
  });
});
