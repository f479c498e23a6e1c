import { describe, expect, it } from 'vitest';
import { backoffDelayMs, retry } from './backoff.ts';

describe('backoffDelayMs', () => {
  it('stays within its growing bound and under its maximum', () => {
    for (let attempt = 0; attempt < 20; attempt++) {
      const bound = Math.min(800, 100 * 2 ** attempt);
      const delay = backoffDelayMs(attempt, { firstMs: 100, maxMs: 800 });
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(bound);
    }
  });
});

describe('retry', () => {
  const failing = (times: number) => {
    let calls = 0;
    return {
      task: async () => (++calls > times ? 'done' : Promise.reject(new Error(`try ${calls}`))),
      calls: () => calls,
    };
  };

  it('tries again until it succeeds', async () => {
    const { task, calls } = failing(3);
    expect(await retry(task, { firstMs: 1 })).toBe('done');
    expect(calls()).toBe(4);
  });

  it('gives up after the agreed number of attempts with the last error', async () => {
    const { task } = failing(9);
    await expect(retry(task, { firstMs: 1, attempts: 3 })).rejects.toThrow('try 3');
  });

  it('throws at once what is pointless to repeat', async () => {
    const { task, calls } = failing(9);
    await expect(retry(task, { firstMs: 1, isRetryable: () => false })).rejects.toThrow('try 1');
    expect(calls()).toBe(1);
  });
});
