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
    const runs = held.map(({ task }) => admission.run(task));
    expect([admission.running, admission.queued]).toEqual([2, 1]);
    held[0]!.release();
    await runs[0];
    expect([admission.running, admission.queued]).toEqual([2, 0]);
    for (const { release } of held) release();
    await Promise.all(runs);
    expect(admission.running).toBe(0);
  });

  it('refuses when the queue is full', async () => {
    const { admission } = setUp({ maxConcurrent: 1, maxQueued: 1, maxWaitMs: 1000 });
    const held = heldTask();
    const running = admission.run(held.task);
    const waiting = admission.run(async () => 'waited');
    expect(await admission.run(async () => 'never')).toEqual({ admitted: false, cause: 'full' });
    held.release();
    await running;
    expect(await waiting).toEqual({ admitted: true, value: 'waited' });
  });

  it('sheds what waited too long instead of starting it', async () => {
    const { admission, time } = setUp({ maxConcurrent: 1, maxQueued: 2, maxWaitMs: 1000 });
    const held = heldTask();
    const running = admission.run(held.task);
    const late = admission.run(async () => 'never');
    time.ms = 1500;
    const fresh = admission.run(async (queueMs) => queueMs);
    time.ms = 1600;
    held.release();
    await running;
    expect(await late).toEqual({ admitted: false, cause: 'expired' });
    expect(await fresh).toEqual({ admitted: true, value: 100 });
  });

  it('gives the place back when a task fails', async () => {
    const { admission } = setUp({ maxConcurrent: 1, maxQueued: 1, maxWaitMs: 1000 });
    await expect(admission.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await admission.run(async () => 'next')).toEqual({ admitted: true, value: 'next' });
  });
});
