import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANTIPASSBACK_MODES, type AreaRules, type AreaState } from './area.ts';
import { decide } from './decide.ts';
import type { DecisionInput, LockdownState } from './decision-input.ts';
import { grantState } from './grant.ts';
import { HOLIDAY_RULES, type Holiday } from './holiday.ts';
import { mostFavourableState, type PassageRules, type PassageState } from './passage.ts';
import { isReasonCode } from './reason-code.ts';

// A Thursday, 11:00 in Madrid.
const NOW = Date.UTC(2026, 10, 26, 10);
const TODAY = '2026-11-26';
const ZONE = 'Europe/Madrid';
const RUNS = { numRuns: 1500 };

const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });
const instant = fc.integer({ min: -20, max: 20 }).map((seconds) => NOW + seconds * 1000);

const holiday: fc.Arbitrary<Holiday> = fc.record({
  firstDay: fc.constantFrom(TODAY, '2026-11-25', '2026-11-20'),
  lastDay: fc.constantFrom(TODAY, '2026-11-27', '2026-11-25'),
  hours: fc.constantFrom([], [{ from: '09:00', to: '13:00' }], [{ from: '15:00', to: '03:00' }]),
});
const schedule = fc.record({
  windows: fc.constantFrom(
    [],
    [{ days: ['thu' as const], from: '08:00', to: '18:00' }],
    [{ days: ['wed' as const], from: '22:00', to: '12:00' }],
  ),
  holidays: fc.constantFrom(...HOLIDAY_RULES),
});
const grant = fc.record({
  id: fc.constantFrom('g1', 'g2', 'g3'),
  personId: fc.constantFrom('p1', 'p1', 'p2'),
  validFrom: maybe(instant, 1),
  validUntil: maybe(instant, 1),
  schedule: maybe(schedule, 1),
  passesLockdown: fc.boolean(),
});
const area: fc.Arbitrary<AreaRules> = fc.record({
  id: fc.constantFrom('a1', 'a2'),
  antipassback: fc.constantFrom(...ANTIPASSBACK_MODES),
  antipassbackMinutes: fc.constant(0.2),
  maxPersons: maybe(fc.integer({ min: 1, max: 4 })),
  secondPersonSeconds: maybe(fc.integer({ min: 1, max: 15 })),
});
const areaState: fc.Arbitrary<AreaState> = fc.record({
  last: maybe(fc.record({ direction: fc.constantFrom('entry' as const, 'exit' as const), at: instant })),
  possiblyInside: fc.integer({ min: 0, max: 4 }),
  surelyInside: fc.integer({ min: 0, max: 2 }),
  secondPersonAskedAt: maybe(instant),
});
const rules: fc.Arbitrary<PassageRules> = fc.record({
  entry: maybe(area),
  exit: maybe(area),
  escort: maybe(
    fc.record({ seconds: fc.integer({ min: 1, max: 20 }), visitors: fc.integer({ min: 1, max: 3 }) }),
  ),
});
const state: fc.Arbitrary<PassageState> = fc.record({
  entry: areaState,
  exit: areaState,
  escorts: fc.array(
    fc.record({
      decisionId: fc.constantFrom('d1', 'd2'),
      at: instant,
      visitors: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 2 },
  ),
});
/** The face is beyond doubt: what remains is who, where and when. */
const input: fc.Arbitrary<DecisionInput> = fc.record({
  now: fc.constant(NOW),
  door: fc.constant({ active: true, mode: 'either' as const, pulseMs: 3000 }),
  thresholds: fc.constant({ thresholdL2: 0.7, marginL2: 0.05 }),
  quality: fc.constant(1),
  match: fc.constant({ mode: 'identify' as const, nearest: { personId: 'p1', distanceL2: 0.1 } }),
  person: fc.record({
    id: fc.constant('p1'),
    status: fc.constantFrom('active' as const, 'active' as const, 'suspended' as const),
    kind: maybe(fc.constantFrom('employee' as const, 'visitor' as const, 'contractor' as const), 1),
    validFrom: maybe(instant, 1),
    validUntil: maybe(instant, 4),
    escorted: fc.boolean(),
  }),
  grants: fc.array(grant, { minLength: 1, maxLength: 4 }),
  timeZone: fc.constant(ZONE),
  holidays: fc.array(holiday, { maxLength: 2 }),
  lockdown: fc.constantFrom<LockdownState>('normal', 'normal', 'lockdown'),
  passageRules: maybe(rules, 4),
  passageState: maybe(state, 6),
});

const opens = (given: DecisionInput) => decide(given).action === 'unlock';

/** Whatever a restriction is added to stays shut where it was. */
function neverOpens<T>(
  more: fc.Arbitrary<T>,
  restrict: (given: DecisionInput, more: T) => DecisionInput,
  prepare = (given: DecisionInput) => given,
) {
  let shutByIt = 0;
  fc.assert(
    fc.property(input.map(prepare), more, (given, extra) => {
      const before = opens(given);
      const after = opens(restrict(given, extra));
      if (before && !after) shutByIt++;
      return before || !after;
    }),
    RUNS,
  );
  // A restriction that never shuts a door proves nothing.
  expect(shutByIt).toBeGreaterThan(5);
}

describe('for every input, adding a restriction never opens', () => {
  it('a lockdown', () => {
    neverOpens(fc.constant('lockdown' as const), (given, lockdown) => ({ ...given, lockdown }));
  });

  it('one grant less', () => {
    neverOpens(fc.nat(3), (given, index) => ({
      ...given,
      grants: given.grants.filter((_, each) => each !== index % given.grants.length),
    }));
  });

  it('a schedule for grants that had none', () => {
    neverOpens(schedule, (given, added) => ({
      ...given,
      grants: given.grants.map((each) => (each.schedule ? each : { ...each, schedule: added })),
    }));
  });

  it('a holiday that closes', () => {
    const thursdays = { windows: [{ days: ['thu' as const], from: '08:00', to: '18:00' }] };
    neverOpens(
      holiday,
      (given, added) => ({ ...given, holidays: [...(given.holidays ?? []), { ...added, hours: [] }] }),
      (given) => ({ ...given, grants: given.grants.map((each) => ({ ...each, schedule: thursdays })) }),
    );
  });

  it('an end of the person’s time', () => {
    neverOpens(fc.integer({ min: 1, max: 60 }), (given, seconds) => ({
      ...given,
      person: { ...given.person!, validUntil: (given.person!.validUntil ?? NOW) - seconds * 1000 },
    }));
  });

  it('an escort for somebody who needed none', () => {
    neverOpens(fc.constant(true), (given, escorted) => ({
      ...given,
      person: { ...given.person!, escorted },
    }));
  });

  it('an area for a door that led into none', () => {
    neverOpens(area, (given, entry) => ({
      ...given,
      passageRules: { ...given.passageRules, entry: given.passageRules?.entry ?? entry },
    }));
  });

  it('a maximum, a second person, hard anti-passback', () => {
    const strict = { antipassback: 'hard' as const, maxPersons: 1, secondPersonSeconds: 1 };
    neverOpens(fc.constantFrom('antipassback', 'maxPersons', 'secondPersonSeconds'), (given, name) => {
      const entry = given.passageRules?.entry;
      if (!entry) return given;
      const stricter = { ...entry, [name]: strict[name as keyof typeof strict] };
      return { ...given, passageRules: { ...given.passageRules, entry: stricter } };
    });
  });

  it('one more person inside, one visitor more who used the escort', () => {
    neverOpens(fc.boolean(), (given, escorts) => {
      const before = given.passageState;
      if (!before?.entry) return given;
      const used = before.escorts.map((each) => ({ ...each, visitors: each.visitors + 1 }));
      const fuller = { ...before.entry, possiblyInside: before.entry.possiblyInside + 1 };
      return {
        ...given,
        passageState: { ...before, entry: fuller, escorts: escorts ? used : before.escorts },
      };
    });
  });
});

describe('for every input', () => {
  it('in a lockdown nobody passes but by a grant that says so and holds now', () => {
    let passed = 0;
    fc.assert(
      fc.property(input, (given) => {
        const decision = decide({ ...given, lockdown: 'lockdown' });
        if (decision.action === 'deny') return true;
        passed++;
        return given.grants.some(
          (each) =>
            each.personId === 'p1' &&
            each.passesLockdown &&
            grantState(each, NOW, ZONE, given.holidays) === 'valid',
        );
      }),
      RUNS,
    );
    expect(passed).toBeGreaterThan(20);
  });

  it('where a door stays shut in the most favourable state it does so in every other', () => {
    fc.assert(
      fc.property(
        input,
        (given) => opens({ ...given, passageState: mostFavourableState(NOW) }) || !opens(given),
      ),
      RUNS,
    );
  });

  it('an unlock records every border of the door, and the escort of who needs one', () => {
    let recorded = 0;
    fc.assert(
      fc.property(input, (given) => {
        const decision = decide(given);
        if (decision.action === 'deny') return;
        const { entry, exit } = given.passageRules ?? {};
        const crossed =
          decision.passage?.crossings.map(({ areaId, direction }) => `${direction} ${areaId}`) ?? [];
        expect(crossed).toEqual([
          ...(exit ? [`exit ${exit.id}`] : []),
          ...(entry ? [`entry ${entry.id}`] : []),
        ]);
        const needsEscort = given.person!.escorted && (entry !== undefined || exit === undefined);
        expect(decision.passage?.escortDecisionId !== undefined).toBe(needsEscort);
        if (crossed.length > 0) recorded++;
      }),
      RUNS,
    );
    expect(recorded).toBeGreaterThan(20);
  });

  it('of whom nobody was recognised, nothing is said about times, lockdowns or who is inside', () => {
    const told = new Set<string>();
    const stranger = fc.constantFrom<DecisionInput['match']>(
      { mode: 'identify', nearest: { personId: 'p1', distanceL2: 0.9 } },
      { mode: 'identify' },
      { mode: 'verify', card: { status: 'active', personId: 'p1' }, distanceL2: 0.9 },
      { mode: 'verify', card: { status: 'unknown' } },
    );
    fc.assert(
      fc.property(input, stranger, (given, match) => {
        told.add(decide({ ...given, match }).reason);
      }),
      RUNS,
    );
    expect([...told].sort()).toEqual(['face_mismatch', 'unknown_card', 'unknown_face']);
  });

  it('of any numbers at all, a decision is made, and by a reason that is known', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -1, 1.5, NOW));
    const wild = fc.record(
      {
        last: fc.record({ direction: fc.constantFrom('entry' as const, 'exit' as const), at: number }),
        possiblyInside: number,
        surelyInside: number,
        secondPersonAskedAt: number,
      },
      { requiredKeys: ['possiblyInside', 'surelyInside'] },
    );
    const wildArea = fc.record({
      id: fc.string(),
      antipassback: fc.constantFrom(...ANTIPASSBACK_MODES, 'other' as 'hard'),
      antipassbackMinutes: number,
      maxPersons: maybe(number),
      secondPersonSeconds: maybe(number),
    });
    fc.assert(
      fc.property(
        ...[input, number, number, number, wild, wildArea, fc.anything()],
        (given, now, validUntil, at, wildState, entry, anyHoliday) => {
          const decision = decide({
            ...given,
            now,
            person: { ...given.person!, validUntil },
            passageRules: { entry, escort: { seconds: at, visitors: at } },
            passageState: { entry: wildState, escorts: [{ decisionId: 'd', at, visitors: at }] },
            holidays: [{ firstDay: anyHoliday as string, lastDay: '', hours: [] }],
          });
          expect(isReasonCode(decision.reason)).toBe(true);
          // Whatever opens has numbers that can be.
          if (decision.action === 'unlock') {
            const all = [
              now,
              validUntil,
              wildState.possiblyInside,
              wildState.surelyInside,
              wildState.last?.at ?? 0,
            ];
            expect(all.every(Number.isFinite)).toBe(true);
          }
        },
      ),
      RUNS,
    );
  });

  it.each([
    'now',
    'possiblyInside',
    'surelyInside',
    'secondPersonAskedAt',
    'lastAt',
    'maxPersons',
    'seconds',
  ])('a %s that is not a number keeps shut a door that would open', (name) => {
    const build = (value: (which: string, usual: number) => number): DecisionInput => ({
      now: value('now', NOW),
      door: { active: true, mode: 'either', pulseMs: 3000 },
      thresholds: { thresholdL2: 0.7, marginL2: 0.05 },
      quality: 1,
      match: { mode: 'identify', nearest: { personId: 'p1', distanceL2: 0.1 } },
      person: { id: 'p1', status: 'active' },
      grants: [{ id: 'g1', personId: 'p1' }],
      timeZone: ZONE,
      passageRules: {
        entry: { id: 'a1', antipassback: 'hard', maxPersons: value('maxPersons', 5) },
        escort: { seconds: value('seconds', 15) },
      },
      passageState: {
        entry: {
          last: { direction: 'exit', at: value('lastAt', NOW - 1) },
          possiblyInside: value('possiblyInside', 1),
          surelyInside: value('surelyInside', 1),
          secondPersonAskedAt: value('secondPersonAskedAt', NOW - 1),
        },
        escorts: [],
      },
    });
    expect(opens(build((_, usual) => usual))).toBe(true);
    for (const wrong of [Number.NaN, Infinity, -Infinity]) {
      expect(opens(build((which, usual) => (which === name ? wrong : usual))), `${wrong}`).toBe(false);
    }
  });
});
