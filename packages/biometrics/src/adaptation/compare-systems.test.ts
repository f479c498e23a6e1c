import { syntheticPeople } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import {
  compareSystems,
  type Enrolled,
  errorCurve,
  l2Distance,
  operatingPointAtFmr,
  type ScoredPair,
  seededRandom,
} from '../index.ts';

const FMR = 1e-3;
/** The same people with noise of their own: neither system is the better one. */
const noisy = (seed: number, spread = 1) => syntheticPeople({ people: 60, spread, seed });
const compare = (before: Enrolled[], after: Enrolled[], seed = 1) =>
  compareSystems(before, after, { targetFmr: FMR, replicates: 400, random: seededRandom(seed) });

function allPairs(people: readonly Enrolled[]): ScoredPair[] {
  const all = people.flatMap(({ id, templates }) => templates.map((template) => ({ id, template })));
  return all.flatMap((one, index) =>
    all.slice(index + 1).map((other) => ({
      distance: l2Distance(one.template, other.template),
      mated: one.id === other.id,
    })),
  );
}

describe('the comparison of two systems on the same people', () => {
  it('gives the TAR that the error curve of all pairs gives', () => {
    const [before, after] = [noisy(1), noisy(2)];
    const compared = compare(before, after);
    const tarOf = (people: Enrolled[]) => operatingPointAtFmr(errorCurve(allPairs(people)), FMR).tar;
    expect(compared.before.value).toBeCloseTo(tarOf(before), 12);
    expect(compared.after.value).toBeCloseTo(tarOf(after), 12);
    expect(compared.difference.value).toBeCloseTo(tarOf(after) - tarOf(before), 12);
    expect(compared).toMatchObject({ people: 60, mated: 180, nonMated: 15_930 });
  });

  it('finds a true improvement, and the same one reversed is none', () => {
    const [worse, better] = [noisy(3, 1.2), noisy(3, 0.7)];
    const forth = compare(worse, better);
    expect(forth.difference.interval.lower).toBeGreaterThan(0);
    expect(forth.improved).toBe(true);
    const back = compare(better, worse);
    expect(back.difference.interval.upper).toBeLessThan(0);
    expect(back.improved).toBe(false);
  });

  it('finds none between a system and itself', () => {
    const people = noisy(4);
    expect(compare(people, people)).toMatchObject({
      difference: { value: 0, interval: { lower: 0, upper: 0 } },
      improved: false,
    });
  });

  it('takes chance for an improvement in about one case of forty', () => {
    const runs = 60;
    const improved = Array.from({ length: runs }, (_, run) => {
      const people = syntheticPeople({ people: 40, spread: 1, templates: 4, seed: 1000 + run });
      // Two of the four pictures each: the same people, the same kind of pictures, and chance.
      const half = (from: number) =>
        people.map(({ id, templates }) => ({ id, templates: templates.slice(from, from + 2) }));
      return compare(half(0), half(2), run).improved;
    });
    expect(improved.filter(Boolean).length).toBeLessThanOrEqual(5);
  });

  it('has an interval that holds the truth in most draws of people', () => {
    const difference = (seed: number, people: number) =>
      compare(
        syntheticPeople({ people, spread: 1.2, seed }),
        syntheticPeople({ people, spread: 1, seed }),
        seed,
      ).difference;
    const truth = difference(5, 400).value;
    expect(truth).toBeGreaterThan(0.02);
    const holds = Array.from({ length: 30 }, (_, run) => difference(2000 + run, 50).interval).filter(
      ({ lower, upper }) => lower <= truth && truth <= upper,
    );
    expect(holds.length).toBeGreaterThanOrEqual(25);
  });

  it('refuses other people, and too few of them to show the rate', () => {
    const invalid = expect.objectContaining({ code: 'SCORES_INVALID' });
    expect(() => compare(noisy(1), noisy(1).slice(1))).toThrow(invalid);
    const few = syntheticPeople({ people: 8, spread: 1, seed: 1 });
    expect(() => compare(few, few)).toThrow(/it takes 1000/);
  });
});
