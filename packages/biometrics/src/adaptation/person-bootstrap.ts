import type { Interval } from '../confidence.ts';

export interface BootstrapOptions {
  /** People to draw from. */
  people: number;
  /** @defaultValue 2000 */
  replicates?: number;
  random: () => number;
}

/**
 * Draws as many people as there are, with replacement, again and again (Efron's bootstrap), and has something computed
 * of each draw. By person and not by comparison: those of one person rise and fall together, and an interval that takes
 * them as independent is too narrow.
 *
 * @param statistic of how often each person was drawn; undefined when the draw says nothing, and another is made
 */
export function bootstrapOverPeople<Statistic>(
  { people, replicates = 2000, random }: BootstrapOptions,
  statistic: (timesDrawn: Int32Array) => Statistic | undefined,
): Statistic[] {
  const results: Statistic[] = [];
  // A statistic that most draws cannot give is not worth waiting for.
  for (let draw = 0; results.length < replicates && draw < replicates * 10; draw++) {
    const timesDrawn = new Int32Array(people);
    for (let person = 0; person < people; person++) timesDrawn[Math.floor(random() * people)]!++;
    const result = statistic(timesDrawn);
    if (result !== undefined) results.push(result);
  }
  return results;
}

/** The middle 95 % of what the draws gave, ends between two values taken as straight. */
export function percentileInterval(values: readonly number[], confidence = 0.95): Interval {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const lower = Math.floor(place);
    const upper = Math.ceil(place);
    return sorted[lower]! + (place - lower) * (sorted[upper]! - sorted[lower]!);
  };
  return { lower: at((1 - confidence) / 2), upper: at((1 + confidence) / 2) };
}
