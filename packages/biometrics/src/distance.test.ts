import { describe, expect, it } from 'vitest';
import { l2Distance, l2Normalise, pixelDistance, squaredL2Distance } from './distance.ts';

describe('distances', () => {
  it('knows the squared from the plain one', () => {
    expect(squaredL2Distance([0, 0], [3, 4])).toBe(25);
    expect(l2Distance(Float32Array.of(0, 0), [3, 4])).toBe(5);
  });

  it('does not let the number of pixels matter to a distance of pictures', () => {
    expect(pixelDistance([10, 10], [13, 13])).toBe(pixelDistance([10, 10, 10], [13, 13, 13]));
  });

  it.each([
    ['unequal length', [1], [1, 2]],
    ['no elements', [], []],
    ['NaN', [Number.NaN, 1], [1, 1]],
    ['infinity', [1, 1], [Number.POSITIVE_INFINITY, 1]],
  ])('refuses vectors of %s', (_, a, b) => {
    expect(() => l2Distance(a, b)).toThrow(expect.objectContaining({ code: 'VECTOR_INVALID' }));
  });
});

describe('l2Normalise', () => {
  it('returns a new vector of length 1 in the same direction', () => {
    const vector = Float32Array.of(3, 0, 4);
    expect(Array.from(l2Normalise(vector))).toEqual([Math.fround(0.6), 0, Math.fround(0.8)]);
    expect(vector[0]).toBe(3);
  });

  it.each([[[0, 0]], [[Number.NaN, 1]], [[]]])('refuses %j', (vector) => {
    expect(() => l2Normalise(vector)).toThrow(expect.objectContaining({ code: 'VECTOR_INVALID' }));
  });
});
