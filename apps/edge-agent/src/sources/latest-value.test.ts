import { expect, it } from 'vitest';
import { LatestValue } from './latest-value.ts';

it('hands a value to a consumer that waits', async () => {
  const latest = new LatestValue<number>();
  const taken = latest.take();
  latest.offer(1);
  expect(await taken).toBe(1);
  expect(latest.dropped).toBe(0);
});

it('keeps only the newest value while the consumer is busy and counts the others', async () => {
  const latest = new LatestValue<number>();
  for (const value of [1, 2, 3]) latest.offer(value);
  expect(await latest.take()).toBe(3);
  expect(latest.dropped).toBe(2);
});

it('hands out the waiting value after closing, then nothing', async () => {
  const latest = new LatestValue<number>();
  latest.offer(1);
  latest.close();
  latest.offer(2);
  expect(await latest.take()).toBe(1);
  expect(await latest.take()).toBeUndefined();
});

it('throws what it was closed with, to a consumer that waits', async () => {
  const latest = new LatestValue<number>();
  const taken = latest.take();
  latest.close(new Error('gone'));
  await expect(taken).rejects.toThrow('gone');
});
