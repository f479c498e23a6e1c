import { describe, expect, it } from 'vitest';
import type { AntipassbackMode, AreaRules, AreaState } from './area.ts';
import { type Escort, escortFor } from './escort.ts';
import { judgePassage, type PassageQuestion } from './passage-policy.ts';

const NOW = Date.UTC(2026, 10, 26, 10);
const MINUTE = 60_000;
const EMPTY: AreaState = { possiblyInside: 0, surelyInside: 0 };

const area = (change: Partial<AreaRules> = {}): AreaRules => ({ id: 'a1', antipassback: 'off', ...change });
const since = (direction: 'entry' | 'exit', minutesAgo: number): AreaState => ({
  ...EMPTY,
  last: { direction, at: NOW - minutesAgo * MINUTE },
});
const escort = (secondsAgo: number, visitors = 0, decisionId = 'd1'): Escort => ({
  decisionId,
  at: NOW - secondsAgo * 1000,
  visitors,
});

function outcome(change: Partial<PassageQuestion>): string {
  const verdict = judgePassage({ now: NOW, escorted: false, ...change });
  if (!verdict.allowed) return verdict.reason;
  return verdict.passage?.crossings.some(({ violation }) => violation) ? 'marked' : 'allowed';
}
const enter = (rules: AreaRules, entry: AreaState = EMPTY) =>
  outcome({ rules: { entry: rules }, state: { entry, escorts: [] } });
const leave = (rules: AreaRules, exit: AreaState = EMPTY) =>
  outcome({ rules: { exit: rules }, state: { exit, escorts: [] } });

const MODES: readonly AntipassbackMode[] = ['off', 'soft', 'hard', 'timed'];
const timed = (mode: AntipassbackMode) => area({ antipassback: mode, antipassbackMinutes: 5 });

/** What each mode says to whom it knows what of. */
const ENTRIES: readonly (readonly [string, AreaState, Record<AntipassbackMode, string>])[] = [
  ['nothing', EMPTY, { off: 'allowed', soft: 'allowed', hard: 'allowed', timed: 'allowed' }],
  ['an exit', since('exit', 1), { off: 'allowed', soft: 'allowed', hard: 'allowed', timed: 'allowed' }],
  [
    'an entry now',
    since('entry', 0),
    { off: 'allowed', soft: 'marked', hard: 'antipassback_violation', timed: 'antipassback_violation' },
  ],
  [
    'an entry just under five minutes ago',
    since('entry', 4.999),
    { off: 'allowed', soft: 'marked', hard: 'antipassback_violation', timed: 'antipassback_violation' },
  ],
  [
    'an entry five minutes ago',
    since('entry', 5),
    { off: 'allowed', soft: 'marked', hard: 'antipassback_violation', timed: 'allowed' },
  ],
  [
    'an entry yesterday',
    since('entry', 1440),
    { off: 'allowed', soft: 'marked', hard: 'antipassback_violation', timed: 'allowed' },
  ],
  [
    'an entry that a faster clock wrote',
    since('entry', -0.05),
    { off: 'allowed', soft: 'marked', hard: 'antipassback_violation', timed: 'antipassback_violation' },
  ],
];

const EXITS: readonly (readonly [string, AreaState, Record<AntipassbackMode, string>])[] = [
  ['nothing', EMPTY, { off: 'allowed', soft: 'allowed', hard: 'allowed', timed: 'allowed' }],
  ['an entry', since('entry', 1), { off: 'allowed', soft: 'allowed', hard: 'allowed', timed: 'allowed' }],
  [
    'an exit',
    since('exit', 1),
    { off: 'allowed', soft: 'marked', hard: 'antipassback_violation', timed: 'allowed' },
  ],
];

describe('anti-passback', () => {
  it.each(
    ENTRIES.flatMap(([what, state, by]) => MODES.map((mode) => [what, mode, by[mode], state] as const)),
  )('of somebody of whom %s is known, mode %s, who enters: %s', (_what, mode, expected, state) => {
    expect(enter(timed(mode), state)).toBe(expected);
  });

  it.each(EXITS.flatMap(([what, state, by]) => MODES.map((mode) => [what, mode, by[mode], state] as const)))(
    'of somebody of whom %s is known, mode %s, who leaves: %s',
    (_what, mode, expected, state) => {
      expect(leave(timed(mode), state)).toBe(expected);
    },
  );

  it('of two areas with one door between them: each border is asked for itself', () => {
    const rules = {
      exit: area({ id: 'office', antipassback: 'hard' }),
      entry: area({ id: 'lab', antipassback: 'hard' }),
    };
    const pass = (exit: AreaState, entry: AreaState) =>
      outcome({ rules, state: { exit, entry, escorts: [] } });
    expect(pass(since('entry', 9), since('exit', 9))).toBe('allowed');
    expect(pass(since('exit', 9), since('exit', 9))).toBe('antipassback_violation');
    expect(pass(since('entry', 9), since('entry', 9))).toBe('antipassback_violation');
    expect(
      judgePassage({ now: NOW, escorted: false, rules, state: { exit: EMPTY, entry: EMPTY, escorts: [] } }),
    ).toEqual({
      allowed: true,
      passage: {
        crossings: [
          { areaId: 'office', direction: 'exit', violation: false },
          { areaId: 'lab', direction: 'entry', violation: false },
        ],
      },
    });
  });
});

describe('occupancy', () => {
  it.each([
    [0, 1, 'allowed'],
    [1, 1, 'area_full'],
    [9, 10, 'allowed'],
    [10, 10, 'area_full'],
    [11, 10, 'area_full'],
  ])('%i others inside, %i at most: %s', (possiblyInside, maxPersons, expected) => {
    expect(enter(area({ maxPersons }), { ...EMPTY, possiblyInside })).toBe(expected);
  });

  it('keeps nobody from leaving', () => {
    expect(leave(area({ maxPersons: 1, secondPersonSeconds: 10 }), { ...EMPTY, possiblyInside: 5 })).toBe(
      'allowed',
    );
  });

  it.each<[string, Partial<AreaState>, string]>([
    ['nobody else', {}, 'second_person_required'],
    ['somebody inside', { surelyInside: 1 }, 'allowed'],
    ['somebody who may be entering', { possiblyInside: 1 }, 'second_person_required'],
    ['somebody who asked ten seconds ago', { secondPersonAskedAt: NOW - 10_000 }, 'allowed'],
    ['somebody who asked longer ago', { secondPersonAskedAt: NOW - 10_001 }, 'second_person_required'],
    ['somebody who asked by a faster clock', { secondPersonAskedAt: NOW + 500 }, 'allowed'],
    ['somebody who will ask', { secondPersonAskedAt: NOW + 11_000 }, 'second_person_required'],
  ])('of two people, with %s: %s %s', (_what, state, expected) => {
    expect(enter(area({ secondPersonSeconds: 10 }), { ...EMPTY, ...state })).toBe(expected);
  });
});

describe('an escort', () => {
  it.each<[string, readonly Escort[], string]>([
    ['none', [], 'escort_required'],
    ['one just now', [escort(0)], 'allowed'],
    ['one fifteen seconds ago', [escort(15)], 'allowed'],
    ['one longer ago', [escort(15.001)], 'escort_required'],
    ['one who has let somebody in', [escort(3, 1)], 'escort_required'],
    ['one used up and one free', [escort(3, 1), escort(9)], 'allowed'],
    ['one of a broken record', [escort(Number.NaN), escort(3, Number.NaN)], 'escort_required'],
    ['one who will come', [escort(-60)], 'escort_required'],
  ])('with %s: %s %s', (_what, escorts, expected) => {
    expect(outcome({ escorted: true, state: { escorts } })).toBe(expected);
  });

  it('brings as many as the door says, within as long as it says', () => {
    const rules = { escort: { seconds: 60, visitors: 3 } };
    expect(outcome({ escorted: true, rules, state: { escorts: [escort(59, 2)] } })).toBe('allowed');
    expect(outcome({ escorted: true, rules, state: { escorts: [escort(59, 3)] } })).toBe('escort_required');
    expect(outcome({ escorted: true, rules, state: { escorts: [escort(61, 0)] } })).toBe('escort_required');
  });

  it('is used up latest first, and named', () => {
    expect(escortFor([escort(9, 0, 'old'), escort(1, 0, 'new')], NOW)?.decisionId).toBe('new');
    const verdict = judgePassage({ now: NOW, escorted: true, state: { escorts: [escort(1, 0, 'new')] } });
    expect(verdict).toMatchObject({ passage: { escortDecisionId: 'new', crossings: [] } });
  });

  it('is not needed to leave, and is where a door leads from one area into the next', () => {
    const state = { entry: EMPTY, exit: EMPTY, escorts: [] };
    expect(outcome({ escorted: true, rules: { exit: area() }, state })).toBe('allowed');
    expect(outcome({ escorted: true, rules: { exit: area(), entry: area({ id: 'a2' }) }, state })).toBe(
      'escort_required',
    );
  });

  it('is not asked for where the person needs none', () => {
    expect(judgePassage({ now: NOW, escorted: false })).toEqual({ allowed: true });
  });
});

describe('the most restrictive first', () => {
  const full: AreaState = { ...since('entry', 1), possiblyInside: 9 };
  const strict = area({ antipassback: 'hard', maxPersons: 1, secondPersonSeconds: 5 });
  it('is the reason of a denial that has several', () => {
    const ask = (change: Partial<AreaRules>, escorted: boolean) =>
      outcome({ escorted, rules: { entry: { ...strict, ...change } }, state: { entry: full, escorts: [] } });
    expect(ask({}, true)).toBe('antipassback_violation');
    expect(ask({ antipassback: 'off' }, true)).toBe('escort_required');
    expect(ask({ antipassback: 'off' }, false)).toBe('area_full');
    expect(ask({ antipassback: 'off', maxPersons: 99 }, false)).toBe('second_person_required');
  });
});

describe('what cannot be keeps the door shut', () => {
  it.each<[string, Partial<AreaRules>]>([
    ['an unknown anti-passback mode', { antipassback: 'quantum' as AntipassbackMode }],
    ['timed without minutes', { antipassback: 'timed' }],
    ['timed with minutes that are no number', { antipassback: 'timed', antipassbackMinutes: Number.NaN }],
    ['nobody allowed inside', { maxPersons: 0 }],
    ['half a person', { maxPersons: 1.5 }],
    ['infinitely many', { maxPersons: Number.POSITIVE_INFINITY }],
    ['no time for the second person', { secondPersonSeconds: 0 }],
    ['endless time for them', { secondPersonSeconds: Number.POSITIVE_INFINITY }],
  ])('rules: %s', (_what, change) => {
    expect(enter(area(change), { ...EMPTY, surelyInside: 1 })).toBe('internal_error');
  });

  it.each<[string, Partial<AreaState>]>([
    ['a count below nothing', { possiblyInside: -1 }],
    ['a count that is no number', { possiblyInside: Number.NaN }],
    ['a fraction of somebody', { surelyInside: 0.5 }],
    ['a crossing at no time', { last: { direction: 'exit', at: Number.NaN } }],
    ['a crossing of no direction', { last: { direction: 'up' as 'exit', at: NOW } }],
    ['a second person at no time', { secondPersonAskedAt: Number.NaN }],
  ])('state: %s', (_what, change) => {
    expect(enter(area(), { ...EMPTY, ...change })).toBe('internal_error');
  });

  it('a state that was not read, or not of this area', () => {
    expect(outcome({ rules: { entry: area() } })).toBe('internal_error');
    expect(outcome({ rules: { entry: area() }, state: { exit: EMPTY, escorts: [] } })).toBe('internal_error');
    expect(outcome({ escorted: true })).toBe('internal_error');
  });

  it('escort rules that cannot be', () => {
    for (const rules of [{ seconds: 0 }, { seconds: Number.NaN }, { visitors: 0 }, { visitors: 1.5 }]) {
      const question = { escorted: true, rules: { escort: rules }, state: { escorts: [escort(0)] } };
      expect(outcome(question)).toBe('internal_error');
    }
  });
});
