import { generateSealingKey } from '@portero/protocol';
import { describe, expect, it } from 'vitest';
import { currentSealingKey, openingSealingKeys, rotated, type SealingKeySet } from './sealing-key-set.ts';

const [first, second, third] = [generateSealingKey(), generateSealingKey(), generateSealingKey()];
const START: SealingKeySet = [{ key: first, activeFrom: 0 }];
const times = { leadMs: 100, graceMs: 1_000 };

function kids(set: SealingKeySet, nowMs: number) {
  return {
    current: currentSealingKey(set, nowMs).kid,
    opening: openingSealingKeys(set, nowMs).map(({ kid }) => kid),
  };
}

describe('a rotation', () => {
  const set = rotated(START, second, { nowMs: 10_000, ...times });

  it('opens with both keys at once, and seals with the new one after the lead', () => {
    expect(kids(set, 10_000)).toEqual({ current: first.kid, opening: [second.kid, first.kid] });
    expect(kids(set, 10_099).current).toBe(first.kid);
    expect(kids(set, 10_100)).toEqual({ current: second.kid, opening: [second.kid, first.kid] });
  });

  it('opens with the old key until the grace is over', () => {
    expect(kids(set, 11_099).opening).toEqual([second.kid, first.kid]);
    expect(kids(set, 11_100).opening).toEqual([second.kid]);
  });

  it('drops the private half of a key whose time is over', () => {
    const next = rotated(set, third, { nowMs: 20_000, ...times });
    expect(next.map(({ key }) => key.kid)).toEqual([third.kid, second.kid]);
  });

  it('never lengthens the time of a key that has an end', () => {
    const next = rotated(set, third, { nowMs: 10_500, leadMs: 0, graceMs: 9_000 });
    expect(kids(next, 11_100).opening).toEqual([third.kid, second.kid]);
  });

  it('without grace closes the old key at once, for one that was stolen', () => {
    const next = rotated(START, second, { nowMs: 10_000, leadMs: 0, graceMs: 0 });
    expect(kids(next, 10_000)).toEqual({ current: second.kid, opening: [second.kid] });
  });
});

it('a clock before every key uses the oldest rather than none', () => {
  const set = rotated([{ key: first, activeFrom: 5_000 }], second, { nowMs: 6_000, ...times });
  expect(kids(set, 0).current).toBe(first.kid);
});
