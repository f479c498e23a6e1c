import { describe, expect, it, vi } from 'vitest';
import { AnsweredRequests } from './answered-requests.ts';

function setUp(options: { keepMs?: number; maxEntries?: number } = {}) {
  const time = { ms: 0 };
  const clock = { now: () => time.ms, monotonicMs: () => time.ms };
  return { time, requests: new AnsweredRequests<string>(options, { clock }) };
}

describe('AnsweredRequests', () => {
  it('produces once for two requests at the same time', async () => {
    const { requests } = setUp();
    const produce = vi.fn(async () => 'one');
    const answers = await Promise.all([requests.answer('a', produce), requests.answer('a', produce)]);
    expect(produce).toHaveBeenCalledTimes(1);
    expect(answers).toEqual([
      { answer: 'one', replayed: false },
      { answer: 'one', replayed: true },
    ]);
  });

  it('forgets after its time', async () => {
    const { requests, time } = setUp({ keepMs: 100 });
    await requests.answer('a', async () => 'one');
    time.ms = 101;
    expect(await requests.answer('a', async () => 'two')).toEqual({ answer: 'two', replayed: false });
  });

  it('keeps a bounded number', async () => {
    const { requests } = setUp({ maxEntries: 3 });
    for (let n = 0; n < 50; n++) await requests.answer(`${n}`, async () => '');
    expect(requests.size).toBeLessThanOrEqual(3);
    expect((await requests.answer('49', async () => '')).replayed).toBe(true);
  });

  it('forgets what failed', async () => {
    const { requests } = setUp();
    await expect(requests.answer('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await requests.answer('a', async () => 'yes')).toEqual({ answer: 'yes', replayed: false });
  });
});
