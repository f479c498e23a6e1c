import { BiometricsError } from '../biometrics-error.ts';
import { requireComparable } from '../calibration/crossed-comparisons.ts';
import { l2Distance } from '../distance.ts';
import type { Enrolled } from '../matching.ts';

/**
 * Comparisons of all templates of some people with one another that remember whose they are, nearest first. Of the
 * non-mated ones, millions where people are many, only the nearest are kept; that is where thresholds lie.
 */
export interface PersonComparisons {
  /** Templates of each person. */
  readonly templates: readonly number[];
  /** Of two templates of one person. */
  readonly mated: { readonly person: Int32Array; readonly distanceL2: Float64Array };
  /** The nearest of two people. */
  readonly nearestNonMated: {
    readonly first: Int32Array;
    readonly second: Int32Array;
    readonly distanceL2: Float64Array;
  };
  /** All of two people, the far ones too. */
  readonly nonMated: number;
}

/** What is kept of the non-mated: all of them where there are no more than this, else a share of this. */
const KEPT = { atLeast: 50_000, share: 0.02 };

/** @throws {BiometricsError} SCORES_INVALID without comparisons of both kinds, VECTOR_INVALID; ARGUMENT_INVALID for too many */
export function personComparisons(people: readonly Enrolled[]): PersonComparisons {
  const templates = people.map((person) => person.templates.length);
  const mated = allMated(people);
  const distances = allNonMated(people);
  if (mated.length === 0 || distances.length === 0) {
    throw new BiometricsError(
      'SCORES_INVALID',
      `A comparison needs people with two templates, and two people; got ${mated.length} mated and ${distances.length} non-mated comparisons.`,
      { context: { mated: mated.length, nonMated: distances.length } },
    );
  }
  const kept = Math.min(distances.length, Math.max(KEPT.atLeast, Math.ceil(distances.length * KEPT.share)));
  const farthestL2 = Float64Array.from(distances).sort()[kept - 1]!;
  const near = nonMatedWithin(people, distances, farthestL2);
  return {
    templates,
    mated: {
      person: Int32Array.from(mated, ({ person }) => person),
      distanceL2: Float64Array.from(mated, ({ distanceL2 }) => distanceL2),
    },
    nearestNonMated: {
      first: Int32Array.from(near, ({ first }) => first),
      second: Int32Array.from(near, ({ second }) => second),
      distanceL2: Float64Array.from(near, ({ distanceL2 }) => distanceL2),
    },
    nonMated: distances.length,
  };
}

function allMated(people: readonly Enrolled[]): { person: number; distanceL2: number }[] {
  return people.flatMap(({ templates }, person) =>
    templates.flatMap((one, index) =>
      templates.slice(index + 1).map((other) => ({ person, distanceL2: l2Distance(one, other) })),
    ),
  );
}

/** People in order, and their templates in order: {@link nonMatedWithin} counts on it. */
function allNonMated(people: readonly Enrolled[]): Float64Array {
  const counts = people.map(({ templates }) => templates.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  requireComparable(total);
  const pairs = (total ** 2 - counts.reduce((sum, count) => sum + count ** 2, 0)) / 2;
  const distances = new Float64Array(pairs);
  let next = 0;
  for (const [first, person] of people.entries()) {
    for (const other of people.slice(first + 1)) {
      for (const one of person.templates) {
        for (const another of other.templates) distances[next++] = l2Distance(one, another);
      }
    }
  }
  return distances;
}

function nonMatedWithin(people: readonly Enrolled[], distances: Float64Array, farthestL2: number) {
  const near: { first: number; second: number; distanceL2: number }[] = [];
  let next = 0;
  for (let first = 0; first < people.length; first++) {
    for (let second = first + 1; second < people.length; second++) {
      const pairs = people[first]!.templates.length * people[second]!.templates.length;
      for (const end = next + pairs; next < end; next++) {
        const distanceL2 = distances[next]!;
        if (distanceL2 <= farthestL2) near.push({ first, second, distanceL2 });
      }
    }
  }
  return near.sort((a, b) => a.distanceL2 - b.distanceL2);
}
