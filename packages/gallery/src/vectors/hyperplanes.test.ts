import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hyperplanes, roundingAngle, sketchScale } from './hyperplanes.ts';
import { lengthOf } from './vector-length.ts';

const vectors = fc
  .integer({ min: 1, max: 64 })
  .chain((length) => fc.float32Array({ minLength: length, maxLength: length, min: -3, max: 3, noNaN: true }))
  .filter((vector) => lengthOf(vector) > 0);

test('rounding a vector for its sketch turns it by no more than is said', () => {
  fc.assert(
    fc.property(vectors, (vector) => {
      const scale = sketchScale(lengthOf(vector));
      const rounded = Float64Array.from(vector, (value) => Math.round(value * scale));
      // By the part across: the cosine of so small an angle has too few digits.
      const along = rounded.reduce(
        (sum, value, index) => sum + (value * vector[index]!) / lengthOf(vector),
        0,
      );
      const across = Math.hypot(
        ...rounded.map((value, index) => value - (along * vector[index]!) / lengthOf(vector)),
      );
      expect(Math.atan2(across, along)).toBeLessThanOrEqual(roundingAngle(vector.length) + 1e-7);
    }),
  );
});

test('a vector without a direction is nothing to round', () => {
  expect(sketchScale(lengthOf(new Float32Array(8)))).toBe(0);
  expect(sketchScale(lengthOf(Float32Array.of(1e-32, 0)))).toBe(0);
});

test('the longest plane and the longest rounded vector have a product of 31 bits, also in 1,024 dimensions', () => {
  const dimension = 1_024;
  const planes = hyperplanes(dimension);
  const squares = new Float64Array(768);
  // Groups of 32 planes, in pairs of dimensions.
  for (const [at, value] of planes.entries()) {
    const group = Math.floor(at / (32 * dimension));
    squares[32 * group + (Math.floor(at / 2) % 32)]! += value * value;
  }
  const longest = Math.sqrt(Math.max(...squares));
  expect(longest).toBeGreaterThan(2_048 * Math.sqrt(dimension));
  expect(longest * (8_192 + Math.sqrt(dimension) / 2)).toBeLessThan(2 ** 31);
});
