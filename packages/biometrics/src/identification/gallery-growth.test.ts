import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { galleryGrowth } from './gallery-growth.ts';
import type { IdentificationTrials } from './probe.ts';

const ENROLLED = 5;
const distance = fc.oneof(
  fc.integer({ min: 0, max: 10 }).map((value) => value / 8),
  fc.double({ min: 0, max: 1.5, noNaN: true }),
);
const stranger = fc.array(distance, { minLength: ENROLLED, maxLength: ENROLLED });
const strangers = fc.array(fc.oneof({ weight: 5, arbitrary: stranger }, fc.constant([])), {
  minLength: 1,
  maxLength: 8,
});

function trialsOf(table: readonly (readonly number[])[]): IdentificationTrials {
  const candidates = (distances: readonly number[]) =>
    distances
      .map((distanceL2, index) => ({ personId: `p${index}`, distanceL2 }))
      .sort((a, b) => a.distanceL2 - b.distanceL2);
  const mated = [{ probeId: 'm', personId: 'p0', candidates: candidates([0, 1, 1, 1, 1]) }];
  return {
    enrolled: ENROLLED,
    templates: ENROLLED,
    mated,
    strangers: table.map((distances, index) => ({ probeId: `s${index}`, candidates: candidates(distances) })),
  };
}

/** The oracle: the rule of the door on every subset of people, one by one. */
function meanOverSubsets(
  table: readonly (readonly number[])[],
  size: number,
  rule: (d: number[]) => boolean,
) {
  const subsets = Array.from({ length: 2 ** ENROLLED }, (_, bits) => bits).filter(
    (bits) =>
      Array.from({ length: ENROLLED }, (_, index) => (bits >> index) & 1).filter(Boolean).length === size,
  );
  let positives = 0;
  for (const bits of subsets) {
    for (const distances of table) {
      if (rule(distances.filter((_, index) => (bits >> index) & 1))) positives++;
    }
  }
  return positives / (subsets.length * table.length);
}

describe('galleryGrowth', () => {
  it('is the mean over every smaller gallery, with the margin', () => {
    const people = Array.from({ length: ENROLLED }, (_, index) => index + 1);
    fc.assert(
      fc.property(
        strangers,
        fc.constantFrom(0.3, 0.5, 1),
        fc.constantFrom(0, 0.125, 0.2),
        (table, t, margin) => {
          const { points } = galleryGrowth(trialsOf(table), { thresholdL2: t, marginL2: margin, people });
          for (const { people: size, measuredFpir } of points) {
            const expected = meanOverSubsets(table, size, (distances) => {
              const [nearest, second] = [...distances].sort((a, b) => a - b);
              return (
                nearest !== undefined && nearest < t && (second === undefined || second - nearest >= margin)
              );
            });
            expect(measuredFpir).toBeCloseTo(expected, 10);
          }
        },
      ),
    );
  });

  it('predicts beyond the enrolled after the formula, and measures nothing there', () => {
    const table = Array.from({ length: 20 }, (_, index) => [index === 0 ? 0.1 : 1, 1, 1, 1, 1]);
    const growth = galleryGrowth(trialsOf(table), { thresholdL2: 0.5, marginL2: 0, people: [5, 1000] });
    expect(growth.personFmr).toBeCloseTo(0.01, 12);
    expect(growth.points[0]!.measuredFpir).toBeCloseTo(0.05, 12);
    expect(growth.points[1]).toEqual({ people: 1000, predictedFpir: expect.closeTo(1 - 0.99 ** 1000, 12) });
  });

  it('refuses candidates that end below the threshold and an empty gallery', () => {
    const trials = trialsOf([[0.1, 0.2, 0.3, 0.4, 0.5]]);
    const cut = trials.strangers.map((probe) => ({ ...probe, candidates: probe.candidates.slice(0, 2) }));
    const options = { thresholdL2: 0.5, marginL2: 0, people: [2] };
    expect(() => galleryGrowth({ ...trials, strangers: cut }, options)).toThrow(
      expect.objectContaining({ code: 'SCORES_INVALID', context: { probeId: 's0', candidates: 2 } }),
    );
    expect(() => galleryGrowth(trials, { ...options, people: [0] })).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });
});
