import { BiometricsError } from '../biometrics-error.ts';
import type { Interval } from '../confidence.ts';
import type { Enrolled } from '../matching.ts';
import { bootstrapOverPeople, percentileInterval } from './person-bootstrap.ts';
import { personComparisons } from './person-comparisons.ts';
import { weightedTar } from './weighted-rates.ts';

/** A value with the 95 % interval that drawing other people would give it. */
export interface EstimateOverPeople {
  readonly value: number;
  readonly interval: Interval;
}

export interface SystemComparison {
  readonly targetFmr: number;
  readonly people: number;
  readonly mated: number;
  readonly nonMated: number;
  /** TAR at the target, each system at its own threshold. */
  readonly before: EstimateOverPeople;
  readonly after: EstimateOverPeople;
  /** after − before, of the same people in each draw. */
  readonly difference: EstimateOverPeople;
  /** The whole interval of the difference lies above 0. */
  readonly improved: boolean;
}

export interface ComparisonOptions {
  /** In (0, 1); at least one false match must be allowed. */
  targetFmr: number;
  /** @defaultValue 2000 */
  replicates?: number;
  random: () => number;
}

/**
 * Are the templates of one system better than those that another made of the same pictures? The difference of their
 * TARs at one FMR, with a paired bootstrap over people: both systems see the same people in each draw, so that what is
 * difficult about those people cancels out. Chance alone gives `improved` in one case of forty.
 *
 * @param before, after the same people in the same order, with as many templates each
 * @throws {BiometricsError} SCORES_INVALID for others, or for too few to show the target
 */
export function compareSystems(
  before: readonly Enrolled[],
  after: readonly Enrolled[],
  { targetFmr, replicates = 2000, random }: ComparisonOptions,
): SystemComparison {
  checkSamePeople(before, after);
  const systems = [personComparisons(before), personComparisons(after)] as const;
  const { nonMated, mated } = systems[0];
  if (nonMated * targetFmr < 1) {
    throw new BiometricsError(
      'SCORES_INVALID',
      `${nonMated} comparisons of two people cannot show a false-match rate of ${targetFmr}; it takes ${Math.ceil(1 / targetFmr)}.`,
      { context: { nonMated, targetFmr } },
    );
  }
  const tars = (weights: Int32Array) => {
    const [first, second] = systems.map((system) => weightedTar(system, weights, targetFmr));
    return first === undefined || second === undefined ? undefined : { before: first, after: second };
  };
  const asTheyAre = tars(new Int32Array(before.length).fill(1))!;
  const draws = bootstrapOverPeople({ people: before.length, replicates, random }, tars);
  const difference = percentileInterval(draws.map((draw) => draw.after - draw.before));
  return {
    targetFmr,
    people: before.length,
    mated: mated.person.length,
    nonMated,
    before: { value: asTheyAre.before, interval: percentileInterval(draws.map((draw) => draw.before)) },
    after: { value: asTheyAre.after, interval: percentileInterval(draws.map((draw) => draw.after)) },
    difference: { value: asTheyAre.after - asTheyAre.before, interval: difference },
    improved: difference.lower > 0,
  };
}

function checkSamePeople(before: readonly Enrolled[], after: readonly Enrolled[]): void {
  const same =
    before.length === after.length &&
    before.every(
      ({ id, templates }, index) =>
        after[index]!.id === id && after[index]!.templates.length === templates.length,
    );
  if (same) return;
  throw new BiometricsError(
    'SCORES_INVALID',
    'Two systems are compared on the same people and pictures; these differ. Encode all pictures with both.',
  );
}
