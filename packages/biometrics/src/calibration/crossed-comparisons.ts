import { BiometricsError } from '../biometrics-error.ts';
import { squaredL2Distance, type Vector } from '../distance.ts';

/** One picture of somebody. */
export interface PersonPicture {
  readonly personId: string;
  /** As a door would see it. Absent when no face could be encoded. */
  readonly embedding?: Vector | undefined;
  /** As it would be enrolled. @defaultValue the embedding */
  readonly reference?: Vector | undefined;
}

export interface CrossedComparisons {
  /** Of two pictures of one person, the earlier one enrolled; Infinity where one of them has no embedding. */
  readonly matedDistances: Float64Array;
  /** Of pictures of two people. */
  readonly nonMatedDistances: Float64Array;
}

/**
 * Compares every picture with every other one, what a calibration is fitted on: 2,000 pictures give two million
 * comparisons, where a list of pairs gives a thousand and says nothing below one in a thousand.
 *
 * @throws {BiometricsError} ARGUMENT_INVALID for more pictures than fit into memory, VECTOR_INVALID
 */
export function crossedComparisons(pictures: readonly PersonPicture[]): CrossedComparisons {
  const comparisons = requireComparable(pictures.length);
  const mated: number[] = [];
  const nonMated = new Float64Array(comparisons);
  let found = 0;
  for (const [index, first] of pictures.entries()) {
    const reference = first.reference ?? first.embedding;
    for (let other = index + 1; other < pictures.length; other++) {
      const second = pictures[other]!;
      const distance =
        reference && second.embedding
          ? Math.sqrt(squaredL2Distance(reference, second.embedding))
          : Number.POSITIVE_INFINITY;
      if (first.personId === second.personId) mated.push(distance);
      else nonMated[found++] = distance;
    }
  }
  return { matedDistances: Float64Array.from(mated), nonMatedDistances: nonMated.subarray(0, found) };
}

/** 800 MB of distances. */
const MOST_COMPARISONS = 100_000_000;

/**
 * @returns how many comparisons so many pictures make with one another
 * @throws {BiometricsError} ARGUMENT_INVALID for more than fit into memory
 */
export function requireComparable(pictures: number): number {
  const comparisons = (pictures * (pictures - 1)) / 2;
  if (comparisons <= MOST_COMPARISONS) return comparisons;
  throw new BiometricsError(
    'ARGUMENT_INVALID',
    `${pictures} pictures make ${comparisons} comparisons; give at most 14,000 pictures.`,
    { context: { pictures } },
  );
}
