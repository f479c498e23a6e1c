import { describe, expect, it } from 'vitest';
import { lockOutMs } from './lock-out.ts';

describe('lockOutMs', () => {
  it('forgives four, then doubles from half a minute up to an hour', () => {
    expect([0, 1, 4].map(lockOutMs)).toEqual([0, 0, 0]);
    expect([5, 6, 7, 11, 12, 5000].map(lockOutMs)).toEqual([
      30_000, 60_000, 120_000, 1_920_000, 3_600_000, 3_600_000,
    ]);
  });
});
