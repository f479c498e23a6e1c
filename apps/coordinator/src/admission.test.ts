import { describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';

function setUp(options: { maxConcurrent: number; maxQueued: number; maxWaitMs: number }) {
  const time = { ms: 0 };
  const clock = { now: () => time.ms, monotonicMs: () => time.ms };
  return { time, admission: new Admission(options, { clock }) };
}

function heldTask() {
  const { promise, resolve } = withResolvers();
  return { task: () => promise, release: resolve };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('Admission', () => {
  it('runs no more than the allowed number at once and starts the next when one ends', async () => {
    const { admission } = setUp({ maxConcurrent: 2, maxQueued: 5, maxWaitMs: 1000 });
    const held = [heldTask(), heldTask(), heldTask()];
    const runs = held.map(({ task }) => admission.run('a door', task));
    expect([admission.running, admission.queued]).toEqual([2, 1]);
    held[0]!.release();
    await runs[0];
    expect([admission.running, admission.queued]).toEqual([2, 0]);
    for (const { release } of held) release();
    await Promise.all(runs);
    expect(admission.running).toBe(0);
  });

  it('sheds the oldest when the queue is full', async () => {
    const { admission } = setUp({ maxConcurrent: 1, maxQueued: 2, maxWaitMs: 1000 });
    const held = heldTask();
    const running = admission.run('a door', held.task);
    const waiting = [0, 1, 2].map((number) => admission.run(`door ${number}`, async () => number));
    expect(await waiting[0]).toEqual({ admitted: false, cause: 'full' });
    expect(admission.queued).toBe(2);
    held.release();
    await running;
    expect(await Promise.all(waiting.slice(1))).toEqual([
      { admitted: true, value: 1 },
      { admitted: true, value: 2 },
    ]);
  });

  it('sheds what waited too long instead of starting it', async () => {
    const { admission, time } = setUp({ maxConcurrent: 1, maxQueued: 2, maxWaitMs: 1000 });
    const held = heldTask();
    const running = admission.run('a door', held.task);
    const late = admission.run('a door', async () => 'never');
    time.ms = 1500;
    const fresh = admission.run('a door', async (queueMs) => queueMs);
    time.ms = 1600;
    held.release();
    await running;
    expect(await late).toEqual({ admitted: false, cause: 'expired' });
    expect(await fresh).toEqual({ admitted: true, value: 100 });
  });

  it('gives the place back when a task fails', async () => {
    const { admission } = setUp({ maxConcurrent: 1, maxQueued: 1, maxWaitMs: 1000 });
    await expect(admission.run('a door', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await admission.run('a door', async () => 'next')).toEqual({ admitted: true, value: 'next' });
  });

  it('takes turns between those who ask, however much one of them asks for', async () => {
    const { admission } = setUp({ maxConcurrent: 1, maxQueued: 10, maxWaitMs: 1000 });
    const held = heldTask();
    const running = admission.run('flood', held.task);
    const started: string[] = [];
    const asked = ['flood', 'flood', 'flood', 'one', 'other', 'one'].map((who) =>
      admission.run(who, async () => void started.push(who)),
    );
    held.release();
    await Promise.all([running, ...asked]);
    expect(started).toEqual(['flood', 'one', 'other', 'flood', 'one', 'flood']);
  });

  it('makes room in a full queue by sending away the oldest of whoever has the most waiting', async () => {
    const { admission } = setUp({ maxConcurrent: 1, maxQueued: 3, maxWaitMs: 1000 });
    const held = heldTask();
    const running = admission.run('flood', held.task);
    const guest = admission.run('guest', async () => 'served');
    const flood = [0, 1, 2, 3].map((number) => admission.run('flood', async () => number));
    expect(await Promise.all(flood.slice(0, 2))).toEqual([
      { admitted: false, cause: 'full' },
      { admitted: false, cause: 'full' },
    ]);
    expect(admission.queued).toBe(3);
    held.release();
    await running;
    expect(await guest).toEqual({ admitted: true, value: 'served' });
    expect(await Promise.all(flood.slice(2))).toEqual([
      { admitted: true, value: 2 },
      { admitted: true, value: 3 },
    ]);
    expect([admission.running, admission.queued]).toEqual([0, 0]);
  });
});
