import { ruleOfThree } from '@portero/biometrics';

/** Share of tracks, each person counting alike, with a bootstrap interval over people. */
export interface Rate {
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
  /** Tracks for which it happened. */
  readonly count: number;
}

const RESAMPLES = 1_000;

/**
 * @param happened for each track: of whom it is, and whether it happened
 * @returns the rate with the bounds between which 95 % of the rates lie when people are drawn anew with replacement.
 * Rotations of one person's pictures are not independent, people are: so people are drawn, not tracks.
 */
export function rateOverPeople(happened: readonly { name: string; yes: boolean }[]): Rate {
  const people = new Map<string, { yes: number; of: number }>();
  for (const { name, yes } of happened) {
    const counts = people.get(name) ?? { yes: 0, of: 0 };
    people.set(name, { yes: counts.yes + (yes ? 1 : 0), of: counts.of + 1 });
  }
  const shares = [...people.values()].map(({ yes, of }) => yes / of);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const random = uniform(1);
  const drawn = Array.from({ length: RESAMPLES }, () =>
    mean(shares.map(() => shares[Math.floor(random() * shares.length)]!)),
  ).sort((a, b) => a - b);
  const count = happened.filter(({ yes }) => yes).length;
  return {
    rate: mean(shares),
    lower: drawn[Math.floor(RESAMPLES * 0.025)]!,
    // Drawing anew from nothing gives nothing; what may still be claimed of a rate never seen is this.
    upper: count === 0 ? ruleOfThree(shares.length) : drawn[Math.ceil(RESAMPLES * 0.975) - 1]!,
    count,
  };
}

/** mulberry32: the same numbers in every run. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
