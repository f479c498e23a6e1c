/**
 * The smallest of the values that at least the given part of them does not exceed (nearest rank), in any order.
 *
 * @param part in (0, 1]: 0.5 is the median, 0.99 the 99th percentile
 * @returns NaN when there are no values
 */
export function percentile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
