import { silentLogger } from '@portero/runtime';
import { describe, expect, it, vi } from 'vitest';
import { DeferredWrites } from './deferred-writes.ts';

function setUp(options: { maxItems?: number; isRetryable?: () => boolean } = {}) {
  const database = { alive: false, rows: [] as number[], attempts: 0 };
  const writes = new DeferredWrites<number>(
    {
      write: async (item) => {
        database.attempts++;
        if (!database.alive) throw new Error('gone');
        database.rows.push(item);
      },
      isRetryable: () => true,
      retryMs: 5,
      ...options,
    },
    { logger: silentLogger() },
  );
  return { database, writes };
}

describe('DeferredWrites', () => {
  it('writes everything in order once the database is back', async () => {
    const { database, writes } = setUp();
    for (const item of [1, 2, 3]) writes.add(item);
    await vi.waitFor(() => expect(database.attempts).toBeGreaterThan(1));
    database.alive = true;
    await vi.waitFor(() => expect(database.rows).toEqual([1, 2, 3]));
    expect(writes.size).toBe(0);
    writes.add(4);
    await vi.waitFor(() => expect(database.rows).toEqual([1, 2, 3, 4]));
    await writes.stop();
  });

  it('gives up the oldest when it is full', async () => {
    const { database, writes } = setUp({ maxItems: 2 });
    for (const item of [1, 2, 3]) writes.add(item);
    expect(writes.dropped).toBe(1);
    database.alive = true;
    await vi.waitFor(() => expect(database.rows).toEqual([2, 3]));
    await writes.stop();
  });

  it('gives up what can never be written and goes on with the rest', async () => {
    const { database, writes } = setUp({ isRetryable: () => false });
    writes.add(1);
    await vi.waitFor(() => expect(writes.dropped).toBe(1));
    database.alive = true;
    writes.add(2);
    await vi.waitFor(() => expect(database.rows).toEqual([2]));
    await writes.stop();
  });

  it('stops although the database is away', async () => {
    const { writes } = setUp();
    writes.add(1);
    await writes.stop();
    expect(writes.size).toBe(1);
  });
});
