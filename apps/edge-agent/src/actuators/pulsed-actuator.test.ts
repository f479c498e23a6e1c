import { silentLogger, systemClock } from '@portero/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PulsedActuator } from './pulsed-actuator.ts';
import type { Relay } from './relay.ts';

const context = { door: 'hq/main/lobby/front', requestId: 'r-1' };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function makeLock(relay: Partial<Relay> = {}) {
  const calls: string[] = [];
  const record = (name: string) => async () => void calls.push(name);
  const lock = new PulsedActuator(
    { unlock: record('unlock'), lock: record('lock'), stop: record('stop'), ...relay },
    { logger: silentLogger(), clock: systemClock },
  );
  const states: string[] = [];
  lock.onStateChange((state) => states.push(state));
  return { lock, calls, states };
}

it('locks again when the pulse is over', async () => {
  const { lock, calls, states } = makeLock();
  await lock.unlock(5000, context);
  await vi.advanceTimersByTimeAsync(4999);
  expect(lock.state).toBe('unlocked');
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toEqual(['unlock', 'lock']);
  expect(states).toEqual(['unlocked', 'locked']);
});

it('extends an open pulse instead of starting another, and never shortens it', async () => {
  const { lock, calls } = makeLock();
  await lock.unlock(5000, context);
  await vi.advanceTimersByTimeAsync(3000);
  await lock.unlock(5000, context);
  await lock.unlock(1000, context);
  await vi.advanceTimersByTimeAsync(4999);
  expect(calls).toEqual(['unlock']);
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toEqual(['unlock', 'lock']);
});

it('tells a device with a pulse of its own again when the pulse gets longer', async () => {
  const calls: number[] = [];
  const lock = new PulsedActuator(
    { unlock: async (pulseMs) => void calls.push(pulseMs), stop: async () => {} },
    { logger: silentLogger(), clock: systemClock },
  );
  await lock.unlock(5000, context);
  await lock.unlock(1000, context);
  await vi.advanceTimersByTimeAsync(1000);
  await lock.unlock(5000, context);
  expect(calls).toEqual([5000, 5000]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(lock.state).toBe('locked');
});

it('tells a relay that failed, and may have switched, to lock at once', async () => {
  const { lock, calls, states } = makeLock({ unlock: () => Promise.reject(new Error('no answer')) });
  await expect(lock.unlock(5000, context)).rejects.toMatchObject({
    code: 'ACTUATOR_FAILED',
    message: expect.stringContaining('no answer'),
    context,
  });
  expect(lock.state).toBe('unknown');
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toEqual(['lock']);
  expect(states).toEqual(['unknown', 'locked']);
});

it('tries to lock until the relay obeys', async () => {
  let failures = 3;
  const relockFails = vi.fn(async () => {
    if (failures-- > 0) throw new Error('unplugged');
  });
  const { lock, states } = makeLock({ lock: relockFails });
  await lock.unlock(1000, context);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(relockFails).toHaveBeenCalledTimes(4);
  expect(states).toEqual(['unlocked', 'unknown', 'locked']);
});

it('opens again after a failure, and the locking that waited for its turn does not cut it short', async () => {
  let failures = 1;
  const { lock, calls } = makeLock({
    unlock: async () => {
      if (failures-- > 0) throw new Error('once');
      await new Promise((resolve) => setTimeout(resolve, 200));
    },
  });
  await lock.unlock(5000, context).catch(() => undefined);
  const second = lock.unlock(5000, context);
  await vi.advanceTimersByTimeAsync(200);
  await second;
  await vi.advanceTimersByTimeAsync(4999);
  expect([lock.state, calls]).toEqual(['unlocked', []]);
});

it('tells the relay one thing at a time', async () => {
  let busy = 0;
  const slow = async () => {
    busy += 1;
    expect(busy).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    busy -= 1;
  };
  const { lock } = makeLock({ unlock: slow, lock: slow });
  const unlocks = [lock.unlock(200, context), lock.unlock(400, context)];
  await vi.advanceTimersByTimeAsync(5000);
  await Promise.all(unlocks);
  expect(lock.state).toBe('locked');
});

it('locks when it is stopped, once, and does not open afterwards', async () => {
  const { lock, calls } = makeLock();
  await lock.unlock(5000, context);
  await Promise.all([lock.stop(), lock.stop()]);
  await expect(lock.unlock(5000, context)).rejects.toMatchObject({ code: 'ACTUATOR_FAILED' });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls).toEqual(['unlock', 'lock', 'stop']);
});
