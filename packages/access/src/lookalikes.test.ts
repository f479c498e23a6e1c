import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { DecisionInput } from './decision-input.ts';
import { type Lookalike, raisedForLookalikes } from './lookalikes.ts';

const IDENTIFIED: DecisionInput = {
  now: Date.UTC(2026, 8, 21, 10, 0),
  door: { active: true, mode: 'either', pulseMs: 3_000 },
  thresholds: { thresholdL2: 0.8, marginL2: 0.05 },
  quality: 1,
  match: { mode: 'identify', nearest: { personId: 'ada', distanceL2: 0.6 } },
  person: { id: 'ada', status: 'active' },
  grants: [{ id: 'g1', personId: 'ada' }],
  timeZone: 'UTC',
};
const VERIFIED: DecisionInput = {
  ...IDENTIFIED,
  match: { mode: 'verify', card: { status: 'active', personId: 'ada' }, distanceL2: 0.6 },
};

function at(base: DecisionInput, distanceL2: number, eva?: number): DecisionInput {
  const lookalikes = [{ personId: 'eva', ...(eva !== undefined && { distanceL2: eva }) }];
  const { match } = base;
  if (match.mode === 'verify') return { ...base, lookalikes, match: { ...match, distanceL2 } };
  return { ...base, lookalikes, match: { mode: 'identify', nearest: { personId: 'ada', distanceL2 } } };
}

describe.each([
  ['face alone', IDENTIFIED],
  ['card and face', VERIFIED],
])('with %s, somebody with a lookalike', (_how, base) => {
  it('is let in when near enough and clear of the other by twice the margin', () => {
    expect(decide(at(base, 0.6, 0.71))).toMatchObject({ action: 'unlock', personId: 'ada' });
    expect(decide(at(base, 0.74, 0.9)).action).toBe('unlock');
  });

  it('is refused when the lookalike is nearly as near, or nearer', () => {
    expect(decide(at(base, 0.6, 0.69))).toMatchObject({ reason: 'ambiguous_match', personId: 'ada' });
    expect(decide(at(base, 0.6, 0.5)).reason).toBe('ambiguous_match');
  });

  it('is refused within a margin below the threshold, wherever the lookalike is', () => {
    expect(decide(at(base, 0.76, 1.5)).reason).toBe('ambiguous_match');
    expect(decide(at(base, 0.76)).reason).toBe('ambiguous_match');
    expect(decide(at(base, 0.74)).action).toBe('unlock');
  });

  it('leaves in the evidence what was in force', () => {
    const { thresholdL2, marginL2 } = decide(at(base, 0.6, 0.9)).evidence;
    expect(thresholdL2).toBeCloseTo(0.75);
    expect(marginL2).toBeCloseTo(0.1);
  });

  it('is an error when the lookalike is the person, or at no possible distance', () => {
    const wrong = (lookalike: Lookalike) => decide({ ...base, lookalikes: [lookalike] }).reason;
    expect(wrong({ personId: 'ada', distanceL2: 0.9 })).toBe('internal_error');
    for (const distanceL2 of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      expect(wrong({ personId: 'eva', distanceL2 })).toBe('internal_error');
    }
  });
});

describe('the raised bar', () => {
  const positive = fc.double({ min: 0.01, max: 2, noNaN: true });
  const thresholds = fc.record({
    thresholdL2: positive,
    marginL2: fc.double({ min: 0, max: 1, noNaN: true }),
    minQuality: fc.constant(0),
  });
  const lookalike = fc.record({
    personId: fc.constantFrom('eva', 'ida'),
    distanceL2: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: undefined }),
  });

  it('is higher in both, even where the model has no margin', () => {
    fc.assert(
      fc.property(thresholds, fc.array(lookalike, { minLength: 1 }), (given, lookalikes) => {
        const raised = raisedForLookalikes(given, lookalikes);
        return raised.thresholdL2 < given.thresholdL2 && raised.marginL2 > given.marginL2;
      }),
    );
  });

  it('never opens a door that stays shut without lookalikes, and one more never opens one either', () => {
    let unlocks = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(IDENTIFIED, VERIFIED),
        fc.record({ nearest: positive, second: positive, margin: positive }),
        fc.array(lookalike, { maxLength: 3 }),
        (base, { nearest, second, margin }, lookalikes) => {
          const match: DecisionInput['match'] =
            base.match.mode === 'verify'
              ? { ...base.match, distanceL2: nearest }
              : {
                  mode: 'identify',
                  nearest: { personId: 'ada', distanceL2: nearest },
                  second: { personId: 'eva', distanceL2: nearest + second },
                };
          const given = { ...base, match, thresholds: { thresholdL2: 0.8, marginL2: margin / 10 } };
          const opens = [0, 1, 2, 3].map(
            (count) => decide({ ...given, lookalikes: lookalikes.slice(0, count) }).action === 'unlock',
          );
          if (opens[1]) unlocks++;
          return opens.every((open, index) => !open || opens.slice(0, index).every(Boolean));
        },
      ),
      { numRuns: 3_000 },
    );
    // A property about unlocks proves nothing where there are none.
    expect(unlocks).toBeGreaterThan(50);
  });
});
