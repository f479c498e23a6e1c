import { expect, test } from 'vitest';
import { mirrorInto } from './mirror.ts';

test('exchanges left and right in every row, and leaves colours and what stands before as they are', () => {
  const source = Float32Array.from({ length: 18 }, (_, index) => index);
  const target = new Float32Array(20).fill(-1);
  mirrorInto(target, 2, source, { width: 3, height: 2 });
  expect([...target]).toEqual([-1, -1, 6, 7, 8, 3, 4, 5, 0, 1, 2, 15, 16, 17, 12, 13, 14, 9, 10, 11]);
});
