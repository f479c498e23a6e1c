import type { Door } from '@portero/roster';
import { describe, expect, it } from 'vitest';
import { PAD_CONCERNS, padConcernOf, padConcernsOf } from './pad-concern.ts';

const door = (change: Partial<Door>) => ({
  active: true,
  mode: 'identify' as const,
  ...change,
});

describe('what may be wrong with a door and photographs', () => {
  it.each<[Partial<Door>, string | undefined]>([
    [{}, 'undecided'],
    [{ mode: 'either' }, 'undecided'],
    [{ mode: 'verify' }, undefined],
    [{ active: false }, undefined],
    [{ pad: 'passive' }, 'unproven'],
    [{ pad: 'passive', mode: 'verify' }, undefined],
    [{ pad: 'active' }, undefined],
    [{ pad: 'required' }, undefined],
    [{ pad: 'off' }, 'opens_for_nobody'],
    [{ pad: 'off', mode: 'either' }, undefined],
  ])('%o: %s', (change, kind) => {
    expect(padConcernOf(door(change))).toBe(kind);
  });

  it('is told of all doors together, one thing at a time', () => {
    const doors = [
      { ...door({ pad: 'passive' }), address: 'hq/main/lobby/a' },
      { ...door({}), address: 'hq/main/lobby/b' },
      { ...door({ mode: 'verify' }), address: 'hq/main/lobby/c' },
      { ...door({}), address: 'hq/main/lobby/d' },
    ] as Door[];
    expect(padConcernsOf(doors)).toEqual([
      { kind: 'undecided', doors: ['hq/main/lobby/b', 'hq/main/lobby/d'] },
      { kind: 'unproven', doors: ['hq/main/lobby/a'] },
    ]);
  });

  it('says of the passive score that it is not proven', () => {
    expect(PAD_CONCERNS.unproven.title).toMatch(/not proven/i);
  });
});
