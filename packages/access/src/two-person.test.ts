import { describe, expect, it } from 'vitest';
import { isTwoPersonAct, loosens } from './two-person.ts';

describe('loosens', () => {
  it('is true for more strangers only, and when it cannot be told', () => {
    expect(loosens(0.001, 0.002)).toBe(true);
    expect(loosens(0.001, 0.001)).toBe(false);
    expect(loosens(0.001, 0.0005)).toBe(false);
    expect(loosens(0.001, Number.NaN)).toBe(true);
    expect(loosens(Number.NaN, 0.001)).toBe(true);
  });
});

describe('isTwoPersonAct', () => {
  it('knows the acts and nothing else', () => {
    expect([isTwoPersonAct('person.erase'), isTwoPersonAct('person.add')]).toEqual([true, false]);
  });
});
