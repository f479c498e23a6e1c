import { ManualClock } from '@portero/testkit';
import { expect, test } from 'vitest';
import { AttemptLimit } from './attempt-limit.ts';

test('allows so many attempts of each in a window, and as many in the next', () => {
  const clock = new ManualClock();
  const limit = new AttemptLimit({ max: 2, windowMs: 1_000 }, { clock });
  expect(['a', 'a', 'a', 'b'].map((key) => limit.allows(key))).toEqual([true, true, false, true]);
  clock.advance(999);
  expect(limit.allows('a')).toBe(false);
  clock.advance(1);
  expect(limit.allows('a')).toBe(true);
});

test('forgets the oldest when too many come, and never grows beyond', () => {
  const limit = new AttemptLimit({ max: 1, windowMs: 1_000, maxKeys: 2 }, { clock: new ManualClock() });
  expect(['a', 'b', 'c', 'c', 'a'].map((key) => limit.allows(key))).toEqual([true, true, true, false, true]);
});
