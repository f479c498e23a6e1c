import { expect, it } from 'vitest';
import { concurrently } from './concurrently.ts';

it('keeps the order and the limit', async () => {
  let running = 0;
  let most = 0;
  const results = await concurrently([3, 1, 2, 0], 2, async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    return item * 10;
  });
  expect(results).toEqual([30, 10, 20, 0]);
  expect(most).toBe(2);
});
