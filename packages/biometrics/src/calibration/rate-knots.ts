import type { RateKnots } from './calibration.ts';

/** Of rates that rise from above 0: their logarithm is taken as straight between two knots. */
export function logRateAt({ distancesL2, rates }: RateKnots, distanceL2: number): number {
  const [lower, share] = between(distancesL2, distanceL2);
  if (share === 0) return rates[lower]!;
  return rates[lower]! ** (1 - share) * rates[lower + 1]! ** share;
}

/** The greatest distance whose rate does not exceed the given one; the inverse of {@link logRateAt}. */
export function distanceAtLogRate({ distancesL2, rates }: RateKnots, rate: number): number {
  const [lower, share] = between(rates, rate);
  if (share === 0) return distancesL2[lower]!;
  const low = Math.log(rates[lower]!);
  const part = (Math.log(rate) - low) / (Math.log(rates[lower + 1]!) - low);
  return distancesL2[lower]! + part * (distancesL2[lower + 1]! - distancesL2[lower]!);
}

/** Straight between two knots. */
export function rateAt({ distancesL2, rates }: RateKnots, distanceL2: number): number {
  const [lower, share] = between(distancesL2, distanceL2);
  if (share === 0) return rates[lower]!;
  return rates[lower]! * (1 - share) + rates[lower + 1]! * share;
}

/** Index of the last knot at or below the value, and how far towards the next the value lies; the ends hold beyond. */
function between(ascending: readonly number[], value: number): [lower: number, share: number] {
  if (value <= ascending[0]!) return [0, 0];
  let lower = 0;
  let upper = ascending.length - 1;
  if (value >= ascending[upper]!) return [upper, 0];
  while (upper - lower > 1) {
    const middle = (lower + upper) >> 1;
    if (ascending[middle]! <= value) lower = middle;
    else upper = middle;
  }
  return [lower, (value - ascending[lower]!) / (ascending[upper]! - ascending[lower]!)];
}
