import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { DecisionInput, IdentifyMatch, VerifyMatch } from './decision-input.ts';
import { grantState } from './grant.ts';
import { isReasonCode } from './reason-code.ts';
import { stricterThresholds } from './thresholds.ts';

const NOW = Date.UTC(2026, 8, 21, 10, 0);
const TIME_ZONE = 'America/Mexico_City';

const personId = fc.constantFrom('p1', 'p2', 'p3');
/** Mostly possible distances, some of them on a grid so that ties and exact thresholds happen. */
const distance = fc.oneof(
  fc.double({ min: 0, max: 2, noNaN: true }),
  fc.integer({ min: 0, max: 8 }).map((n) => n / 8),
);
const candidate = fc.record({ personId, distanceL2: distance });
const instant = fc.integer({ min: NOW - 3, max: NOW + 3 });
const schedule = fc.constantFrom(
  undefined,
  { windows: [] },
  { windows: [{ days: ['mon'] as const, from: '00:00', to: '24:00' }] },
  { windows: [{ days: ['sat'] as const, from: '22:00', to: '06:00' }] },
);
const grant = fc.record({
  id: fc.constantFrom('g1', 'g2'),
  personId,
  validFrom: fc.option(instant, { nil: undefined }),
  validUntil: fc.option(instant, { nil: undefined }),
  revokedAt: fc.option(instant, { nil: undefined, freq: 4 }),
  schedule,
});
const identify: fc.Arbitrary<IdentifyMatch> = fc.record({
  mode: fc.constant('identify' as const),
  nearest: fc.option(candidate, { nil: undefined, freq: 9 }),
  second: fc.option(candidate, { nil: undefined, freq: 1 }),
});
const verify: fc.Arbitrary<VerifyMatch> = fc.record({
  mode: fc.constant('verify' as const),
  card: fc.oneof(
    { weight: 5, arbitrary: fc.record({ status: fc.constant('active' as const), personId }) },
    { weight: 1, arbitrary: fc.constantFrom({ status: 'absent' as const }, { status: 'unknown' as const }) },
    { weight: 1, arbitrary: fc.record({ status: fc.constant('revoked' as const), personId }) },
  ),
  distanceL2: fc.option(distance, { nil: undefined, freq: 9 }),
});
const override = fc.record(
  { thresholdL2: distance, marginL2: distance, minQuality: fc.double({ min: 0, max: 1, noNaN: true }) },
  { requiredKeys: [] },
);
const door = fc.record({
  active: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  mode: fc.constantFrom('identify', 'verify', 'either', 'either') as fc.Arbitrary<
    'identify' | 'verify' | 'either'
  >,
  pulseMs: fc.integer({ min: 100, max: 30_000 }),
  thresholds: fc.option(override, { nil: undefined, freq: 1 }),
});
const input: fc.Arbitrary<DecisionInput> = fc.record({
  now: fc.constant(NOW),
  door: fc.option(door, { nil: undefined, freq: 9 }),
  thresholds: fc.record({
    thresholdL2: fc.double({ min: 0.5, max: 2, noNaN: true }),
    marginL2: fc.double({ min: 0, max: 0.2, noNaN: true }),
    minQuality: fc.double({ min: 0, max: 0.5, noNaN: true }),
  }),
  quality: fc.double({ min: 0, max: 1, noNaN: true }),
  match: fc.oneof(identify, verify),
  person: fc.option(
    fc.record({
      id: personId,
      status: fc.constantFrom('active', 'active', 'suspended') as fc.Arbitrary<'active' | 'suspended'>,
    }),
    { nil: undefined, freq: 9 },
  ),
  grants: fc.array(grant, { maxLength: 4 }),
  timeZone: fc.constant(TIME_ZONE),
});

/** Half of all inputs have everything in their favour, or nearly nothing random would ever open. */
const favourable: fc.Arbitrary<DecisionInput> = input.map((given) => ({
  ...given,
  door: { active: true, mode: 'either', pulseMs: 3_000, thresholds: given.door?.thresholds },
  quality: 1,
  person: { id: 'p1', status: 'active' },
  grants: [...given.grants, { id: 'g9', personId: 'p1' }],
}));
const anyInput = fc.oneof(input, favourable);

function distanceOf({ match }: DecisionInput): number | undefined {
  return match.mode === 'identify' ? match.nearest?.distanceL2 : match.distanceL2;
}

function withDistance(given: DecisionInput, distanceL2: number): DecisionInput {
  const { match } = given;
  if (match.mode === 'verify') return { ...given, match: { ...match, distanceL2 } };
  return { ...given, match: { ...match, nearest: { ...match.nearest!, distanceL2 } } };
}

const RUNS = { numRuns: 2_000 };

describe('for every input, decide', () => {
  it('opens only with an active door, an active person, a grant valid now, the threshold and the margin kept', () => {
    let unlocks = 0;
    fc.assert(
      fc.property(anyInput, (given) => {
        const decision = decide(given);
        if (decision.action !== 'unlock') return;
        unlocks++;
        const { thresholdL2, marginL2, minQuality } = stricterThresholds(
          given.thresholds,
          given.door!.thresholds,
        );
        expect(given.door!.active).toBe(true);
        expect(given.person).toEqual({ id: decision.personId, status: 'active' });
        expect(distanceOf(given)).toBeLessThan(thresholdL2);
        expect(distanceOf(given)).toBeLessThan(given.thresholds.thresholdL2);
        expect(given.quality).toBeGreaterThanOrEqual(minQuality);
        expect(['either', given.match.mode]).toContain(given.door!.mode);
        if (given.match.mode === 'identify') {
          const { nearest, second } = given.match;
          expect(nearest!.personId).toBe(decision.personId);
          if (second) expect(second.distanceL2 - nearest!.distanceL2).toBeGreaterThanOrEqual(marginL2);
        } else {
          expect(given.match.card).toEqual({ status: 'active', personId: decision.personId });
        }
        const valid = given.grants.filter(
          (each) => each.personId === decision.personId && grantState(each, NOW, TIME_ZONE) === 'valid',
        );
        expect(valid.map(({ id }) => id)).toContain(decision.evidence.grantId);
      }),
      RUNS,
    );
    // A property about unlocks proves nothing where there are none.
    expect(unlocks).toBeGreaterThan(50);
  });

  it('gives every denial a reason, which is never that it was granted', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const { action, reason } = decide(given);
        return isReasonCode(reason) && (action === 'unlock') === (reason === 'granted');
      }),
      RUNS,
    );
  });

  it('never opens because the distance grew', () => {
    fc.assert(
      fc.property(anyInput, fc.double({ min: 0, max: 2, noNaN: true }), (given, more) => {
        const nearer = distanceOf(given);
        if (nearer === undefined || decide(given).action === 'unlock') return true;
        return decide(withDistance(given, nearer + more)).action === 'deny';
      }),
      RUNS,
    );
  });

  it('never opens with a stricter door where it denied with a laxer one', () => {
    fc.assert(
      fc.property(anyInput, override, (given, stricter) => {
        if (
          !given.door ||
          decide({ ...given, door: { ...given.door, thresholds: undefined } }).action === 'unlock'
        ) {
          return true;
        }
        return decide({ ...given, door: { ...given.door, thresholds: stricter } }).action === 'deny';
      }),
      RUNS,
    );
  });

  it('denies when any number is NaN or infinite', () => {
    const wrong = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    const breaks: ((given: DecisionInput, value: number) => DecisionInput)[] = [
      (given, value) => ({ ...given, now: value }),
      (given, value) => ({ ...given, quality: value }),
      (given, value) => withDistance(given, value),
      (given, value) => ({ ...given, thresholds: { ...given.thresholds, thresholdL2: value } }),
      (given, value) => ({ ...given, thresholds: { ...given.thresholds, marginL2: value } }),
      (given, value) => ({ ...given, thresholds: { ...given.thresholds, minQuality: value } }),
      (given, value) => ({ ...given, door: { ...given.door!, pulseMs: value } }),
      (given, value) => ({ ...given, grants: given.grants.map((each) => ({ ...each, validFrom: value })) }),
      (given, value) => ({ ...given, grants: given.grants.map((each) => ({ ...each, validUntil: value })) }),
    ];
    const openable = favourable.map((given) => withDistance({ ...given, match: EASY }, 0.1));
    fc.assert(
      fc.property(openable, fc.constantFrom(...breaks), wrong, (given, change, value) => {
        const decision = decide(change(given, value));
        const numbers = Object.values(decision.evidence).filter((each) => typeof each === 'number');
        return decision.action === 'deny' && numbers.every(Number.isFinite);
      }),
      RUNS,
    );
  });

  it('denies when the distance of the second, or a threshold of the door, is not a number', () => {
    const base: DecisionInput = { ...SURE, match: EASY };
    expect(decide(base).action).toBe('unlock');
    const second = { personId: 'p2', distanceL2: Number.NaN };
    expect(decide({ ...base, match: { ...EASY, second } }).action).toBe('deny');
    for (const name of ['thresholdL2', 'marginL2', 'minQuality'] as const) {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const thresholds = { [name]: value };
        expect(decide({ ...base, door: { ...base.door!, thresholds } }).action, `${name} ${value}`).toBe(
          'deny',
        );
      }
    }
  });
});

const EASY: IdentifyMatch = { mode: 'identify', nearest: { personId: 'p1', distanceL2: 0.1 } };
const SURE: DecisionInput = {
  now: NOW,
  door: { active: true, mode: 'either', pulseMs: 3_000 },
  thresholds: { thresholdL2: 0.7, marginL2: 0.05 },
  quality: 1,
  match: EASY,
  person: { id: 'p1', status: 'active' },
  grants: [{ id: 'g1', personId: 'p1' }],
  timeZone: TIME_ZONE,
};
