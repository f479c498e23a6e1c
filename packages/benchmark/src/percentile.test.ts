import { describe, expect, it } from 'vitest';
import { percentile } from './percentile.ts';

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it.each([
    [0.01, 1],
    [0.5, 50],
    [0.99, 99],
    [0.991, 100],
    [1, 100],
  ])('%d of one to a hundred is %d', (part, expected) => {
    expect(percentile(hundred, part)).toBe(expected);
  });

  it('sorts by size, leaves the values alone, and is none of none', () => {
    const values = [10, 9, 1];
    expect(percentile(values, 0.5)).toBe(9);
    expect(values).toEqual([10, 9, 1]);
    expect(percentile([], 0.5)).toBeNaN();
  });
});
