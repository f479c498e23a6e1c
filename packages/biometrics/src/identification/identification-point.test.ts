import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  identificationCurve,
  identificationPointAt,
  identificationPointAtFpir,
} from './identification-point.ts';
import type { IdentificationTrials } from './probe.ts';

const PEOPLE = ['ana', 'bo', 'cy', 'dee'];
/** Few distinct values, so that ties are common. */
const distance = fc.integer({ min: 0, max: 12 }).map((value) => value / 8);
/** A distance to each of the people, or no face. */
const search = fc.option(fc.tuple(distance, distance, distance, distance), { nil: undefined, freq: 6 });
const searches = fc.array(search, { minLength: 1, maxLength: 25 });

type Search = readonly number[] | undefined;
interface Experiment {
  mated: readonly Search[];
  strangers: readonly Search[];
}
const experiment = fc.record({ mated: searches, strangers: searches });

/** The true person of mated search i. */
const truth = (index: number) => PEOPLE[index % PEOPLE.length]!;

function trialsOf({ mated, strangers }: Experiment): IdentificationTrials {
  const candidates = (distances: Search) =>
    (distances ?? [])
      .map((distanceL2, index) => ({ personId: PEOPLE[index]!, distanceL2 }))
      .sort((a, b) => a.distanceL2 - b.distanceL2);
  return {
    enrolled: 4,
    templates: 8,
    mated: mated.map((each, index) => ({
      probeId: `m${index}`,
      personId: truth(index),
      candidates: candidates(each),
    })),
    strangers: strangers.map((each, index) => ({ probeId: `s${index}`, candidates: candidates(each) })),
  };
}

/** The oracle: who is let in, straight from the rule of the door, on the table of distances. */
function named(distances: Search, thresholdL2: number, marginL2: number): string | undefined {
  if (distances === undefined) return undefined;
  const least = Math.min(...distances);
  const first = distances.indexOf(least);
  const others = distances.filter((_, index) => index !== first);
  return least < thresholdL2 && Math.min(...others) - least >= marginL2 ? PEOPLE[first] : undefined;
}

function count({ mated, strangers }: Experiment, thresholdL2: number, marginL2: number) {
  const answers = mated.map((each) => named(each, thresholdL2, marginL2));
  return {
    falsePositives: strangers.filter((each) => named(each, thresholdL2, marginL2) !== undefined).length,
    misses: answers.filter((answer, index) => answer !== truth(index)).length,
    misidentified: answers.filter((answer, index) => answer !== undefined && answer !== truth(index)).length,
  };
}

const margin = fc.constantFrom(0, 0.125, 0.2, 0.5);

describe('open-set error rates against the rule of the door', () => {
  it('counts what each threshold of the curve names, for any margin', () => {
    fc.assert(
      fc.property(experiment, margin, (given, marginL2) => {
        for (const point of identificationCurve(trialsOf(given), marginL2).points) {
          const { falsePositives, misses } = count(given, point.threshold, marginL2);
          expect([point.falseMatches, point.falseNonMatches]).toEqual([falsePositives, misses]);
        }
      }),
    );
  });

  it('counts strangers, misses and mistaken identities at a given threshold', () => {
    fc.assert(
      fc.property(experiment, margin, distance, (given, marginL2, thresholdL2) => {
        const point = identificationPointAt(trialsOf(given), { thresholdL2, marginL2 });
        const { falsePositives, misses, misidentified } = count(given, thresholdL2, marginL2);
        expect(point.fpir).toMatchObject({ count: falsePositives, trials: given.strangers.length });
        expect(point.fnir).toMatchObject({ count: misses, trials: given.mated.length });
        expect(point.misidentified.count).toBe(misidentified);
      }),
    );
  });

  it('misses as few as any threshold within the false-positive rate', () => {
    const targets = fc.constantFrom(0, 0.003, 0.1, 0.3, 0.5);
    fc.assert(
      fc.property(experiment, margin, targets, (given, marginL2, targetFpir) => {
        const trials = trialsOf(given);
        const curve = identificationCurve(trials, marginL2);
        const point = identificationPointAtFpir(trials, curve, { targetFpir, marginL2 });
        expect(point.fpir.rate).toBeLessThanOrEqual(targetFpir);
        const within = Array.from({ length: 15 }, (_, index) => count(given, index / 8, marginL2))
          .filter(({ falsePositives }) => falsePositives / given.strangers.length <= targetFpir)
          .map(({ misses }) => misses);
        expect(point.fnir.count).toBe(Math.min(...within));
        expect(point.resolved).toBe(targetFpir * given.strangers.length >= 1 - 1e-9);
      }),
    );
  });
});

describe('trials that would flatter are refused', () => {
  const fine = trialsOf({ mated: [[1, 2, 3, 4]], strangers: [[1, 2, 3, 4]] });
  const [first, second] = fine.mated[0]!.candidates;
  const withCandidates = (candidates: IdentificationTrials['strangers'][number]['candidates']) => ({
    ...fine,
    strangers: [{ probeId: 's0', candidates }],
  });

  it.each([
    ['no strangers', { ...fine, strangers: [] }],
    ['no mated probes', { ...fine, mated: [] }],
    ['fewer templates than people', { ...fine, templates: 3 }],
    ['a list without the second person', withCandidates([first!])],
    ['a list in disorder', withCandidates([second!, first!])],
    ['one person twice', withCandidates([first!, { ...first!, distanceL2: 1.5 }])],
    ['a distance that is not a number', withCandidates([{ ...first!, distanceL2: Number.NaN }, second!])],
  ])('%s', (_, trials) => {
    expect(() => identificationCurve(trials)).toThrow(expect.objectContaining({ code: 'SCORES_INVALID' }));
  });
});
