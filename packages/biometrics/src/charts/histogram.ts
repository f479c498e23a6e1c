import { BiometricsError } from '../biometrics-error.ts';

export interface Histogram {
  from: number;
  to: number;
  /** Bin i holds the values in [edge i, edge i + 1), the last one also `to`; edge i = from + (to − from) · i / bins. */
  counts: number[];
  /** Values under `from`. */
  below: number;
  /** Values over `to`, `Infinity` (a failure) among them. */
  above: number;
  total: number;
}

export interface HistogramRange {
  /** @defaultValue 0 */
  from?: number;
  /** The greatest distance of two vectors of length 1. @defaultValue 2 */
  to?: number;
  /** 1 … 300 @defaultValue 80 */
  bins?: number;
}

/**
 * Counts of equal bins. Give both kinds of distances the same range, and they can be drawn over one another.
 * @throws {BiometricsError} SCORES_INVALID for NaN, ARGUMENT_INVALID for an empty range or an odd number of bins
 */
export function histogram(values: ArrayLike<number>, range: HistogramRange = {}): Histogram {
  const { from = 0, to = 2, bins = 80 } = range;
  if (!(to > from && Number.isFinite(to - from) && Number.isInteger(bins) && bins >= 1 && bins <= 300)) {
    throw new BiometricsError('ARGUMENT_INVALID', `No histogram of ${bins} bins from ${from} to ${to}.`);
  }
  const edge = (index: number) => from + ((to - from) * index) / bins;
  const counted: Histogram = {
    from,
    to,
    counts: Array<number>(bins).fill(0),
    below: 0,
    above: 0,
    total: values.length,
  };
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isNaN(value)) throw new BiometricsError('SCORES_INVALID', 'A histogram cannot hold NaN.');
    if (value < from) counted.below++;
    else if (value > to) counted.above++;
    else counted.counts[binOf(value)]!++;
  }
  return counted;

  function binOf(value: number): number {
    let bin = Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins));
    // The division may round over an edge, by one bin at most.
    if (value < edge(bin)) bin--;
    else if (bin < bins - 1 && value >= edge(bin + 1)) bin++;
    return bin;
  }
}
