import { silentLogger } from '@portero/runtime';
import { describe, expect, it, vi } from 'vitest';
import { DeferredWrites } from './deferred-writes.ts';

function setUp(options: { maxWrites?: number; isRetryable?: () => boolean } = {}) {
  const database = { alive: false, rows: [] as number[], attempts: 0 };
  const writes = new DeferredWrites(
    { isRetryable: () => true, retryMs: 5, gatherMs: 1, ...options },
    { logger: silentLogger() },
  );
  const add = (row: number) =>
    writes.add(`request ${row}`, async () => {
      database.attempts++;
      if (!database.alive) throw new Error('gone');
      database.rows.push(row);
    });
  return { database, writes, add };
}

describe('DeferredWrites', () => {
  it('writes everything in order once the database is back', async () => {
    const { database, writes, add } = setUp();
    for (const row of [1, 2, 3]) add(row);
    await vi.waitFor(() => expect(database.attempts).toBeGreaterThan(1));
    database.alive = true;
    await vi.waitFor(() => expect(database.rows).toEqual([1, 2, 3]));
    expect(writes.size).toBe(0);
    add(4);
    await vi.waitFor(() => expect(database.rows).toEqual([1, 2, 3, 4]));
    await writes.stop();
  });

  it('writes together what is about several requests, and one after the other what is about one', async () => {
    const { writes } = setUp();
    const order: string[] = [];
    const add = (about: string, name: string) =>
      writes.add(about, async () => {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
      });
    add('a', 'denial of a');
    add('b', 'ack of b');
    add('a', 'ack of a');
    await vi.waitFor(() => expect(writes.size).toBe(0));
    expect(order).toEqual([
      ...['denial of a begins', 'ack of b begins', 'denial of a ends', 'ack of b ends'],
      ...['ack of a begins', 'ack of a ends'],
    ]);
    await writes.stop();
  });

  it('gives up the oldest when it is full', async () => {
    const { database, writes, add } = setUp({ maxWrites: 2 });
    for (const row of [1, 2, 3]) add(row);
    expect(writes.dropped).toBe(1);
    database.alive = true;
    await vi.waitFor(() => expect(database.rows).toEqual([2, 3]));
    await writes.stop();
  });

  it('gives up what can never be written and goes on with the rest', async () => {
    const { database, writes, add } = setUp({ isRetryable: () => false });
    add(1);
    await vi.waitFor(() => expect(writes.dropped).toBe(1));
    database.alive = true;
    add(2);
    await vi.waitFor(() => expect(database.rows).toEqual([2]));
    await writes.stop();
  });

  it('stops although the database is away', async () => {
    const { writes, add } = setUp();
    add(1);
    await writes.stop();
    expect(writes.size).toBe(1);
  });
});
