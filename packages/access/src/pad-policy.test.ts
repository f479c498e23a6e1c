import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { DecisionInput, DoorMode, DoorPolicy } from './decision-input.ts';
import { PAD_DEMANDS, type PadDemand, type PadEvidence, padRefusal } from './pad-policy.ts';
import type { ReasonCode } from './reason-code.ts';

const MODES: readonly DoorMode[] = ['identify', 'verify', 'either'];
const OFFERED = ['identify', 'verify'] as const;

/** Everything but PAD speaks for opening. */
function inputOf(
  pad: PadDemand | undefined,
  offered: 'identify' | 'verify',
  evidence?: PadEvidence,
  change: Partial<DoorPolicy> = {},
): DecisionInput {
  return {
    now: Date.UTC(2026, 8, 21, 10),
    door: { active: true, mode: 'either', pulseMs: 3_000, pad, ...change },
    thresholds: { thresholdL2: 0.7, marginL2: 0.05 },
    quality: 1,
    match:
      offered === 'identify'
        ? { mode: 'identify', nearest: { personId: 'p1', distanceL2: 0.1 } }
        : { mode: 'verify', card: { status: 'active', personId: 'p1' }, distanceL2: 0.1 },
    person: { id: 'p1', status: 'active' },
    grants: [{ id: 'g1', personId: 'p1' }],
    timeZone: 'UTC',
    pad: evidence,
  };
}

const CASES: readonly (readonly [PadDemand | undefined, PadEvidence | undefined, ReasonCode, ReasonCode])[] =
  [
    // demand, evidence, face alone, card and face
    [undefined, undefined, 'granted', 'granted'],
    [undefined, { score: 0, challenge: 'failed' }, 'granted', 'granted'],
    ['off', undefined, 'card_required', 'granted'],
    ['off', { score: 1, challenge: 'performed' }, 'card_required', 'granted'],
    ['passive', undefined, 'card_required', 'granted'],
    ['passive', { score: 0.5 }, 'granted', 'granted'],
    ['passive', { score: 0.49 }, 'pad_failed', 'pad_failed'],
    ['passive', { score: Number.NaN }, 'pad_failed', 'pad_failed'],
    ['passive', { score: 1.01 }, 'pad_failed', 'pad_failed'],
    ['passive', { challenge: 'performed' }, 'card_required', 'granted'],
    ['passive', { score: 1, challenge: 'failed' }, 'pad_failed', 'pad_failed'],
    ['active', undefined, 'card_required', 'granted'],
    ['active', { score: 1 }, 'card_required', 'granted'],
    ['active', { challenge: 'performed' }, 'granted', 'granted'],
    ['active', { challenge: 'performed', score: 0.1 }, 'pad_failed', 'pad_failed'],
    ['active', { challenge: 'failed' }, 'pad_failed', 'pad_failed'],
    ['active', { challenge: 'expired' }, 'pad_failed', 'pad_failed'],
    ['required', undefined, 'pad_failed', 'pad_failed'],
    ['required', { score: 1 }, 'pad_failed', 'pad_failed'],
    ['required', { challenge: 'performed' }, 'pad_failed', 'pad_failed'],
    ['required', { score: 0.9, challenge: 'performed' }, 'granted', 'granted'],
  ];

describe('a door that demands presentation-attack detection', () => {
  it.each(CASES)(
    'with %s and %o says %s to a face alone, %s to card and face',
    (pad, evidence, face, card) => {
      expect(decide(inputOf(pad, 'identify', evidence)).reason).toBe(face);
      expect(decide(inputOf(pad, 'verify', evidence)).reason).toBe(card);
    },
  );

  it('does not ask for a card where it takes none', () => {
    for (const pad of ['off', 'passive', 'active', 'required'] as const) {
      expect(decide(inputOf(pad, 'identify', undefined, { mode: 'identify' })).reason).toBe('pad_failed');
    }
  });

  it('leaves for the record what was demanded and what was found, whatever came of it', () => {
    const padOf = (...input: Parameters<typeof inputOf>) => decide(inputOf(...input)).evidence.pad;
    expect(padOf('required', 'identify', { score: 0.4, challenge: 'performed' })).toEqual({
      ...{ demand: 'required', minScore: 0.5, score: 0.4, challenge: 'performed' },
    });
    expect(padOf('passive', 'verify', undefined, { minPadScore: 0.7 })).toEqual({
      ...{ demand: 'passive', minScore: 0.7 },
    });
    expect(padOf('active', 'identify', { score: Number.NaN, challenge: 'failed' })).toEqual({
      ...{ demand: 'active', minScore: 0.5, challenge: 'failed' },
    });
    expect(padOf('active', 'identify', { challenge: 'failed' })).toEqual({
      ...{ demand: 'active', challenge: 'failed' },
    });
    expect(padOf(undefined, 'identify', { score: 0.1 })).toEqual({ score: 0.1 });
    expect(padOf(undefined, 'identify')).toBeUndefined();
  });

  it('takes its own least score', () => {
    const strict = { minPadScore: 0.9 };
    expect(decide(inputOf('passive', 'identify', { score: 0.8 }, strict)).reason).toBe('pad_failed');
    expect(decide(inputOf('passive', 'identify', { score: 0.9 }, strict)).reason).toBe('granted');
  });

  it('stays shut for a demand it does not know and for an impossible threshold', () => {
    const unknown = 'quantum' as PadDemand;
    expect(decide(inputOf(unknown, 'verify', { score: 1 })).reason).toBe('internal_error');
    for (const minPadScore of [Number.NaN, -0.1, 1.1, Number.POSITIVE_INFINITY]) {
      const input = inputOf('passive', 'verify', { score: 1 }, { minPadScore });
      expect(decide(input).reason).toBe('internal_error');
    }
  });

  it('does not say whose face was held up', () => {
    const { personId, evidence } = decide(inputOf('passive', 'identify', { score: 0.1 })) as {
      personId?: string;
      evidence: { pad?: { score?: number } };
    };
    expect(personId).toBeUndefined();
    expect(evidence.pad?.score).toBe(0.1);
  });
});

const anyEvidence = fc.option(
  fc.record(
    {
      score: fc.oneof(fc.double({ min: 0, max: 1 }), fc.constantFrom(Number.NaN, -1, 2, 0.5)),
      challenge: fc.constantFrom('performed', 'failed', 'expired') as fc.Arbitrary<
        'performed' | 'failed' | 'expired'
      >,
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
const offered = fc.constantFrom(...OFFERED);
const mode = fc.constantFrom(...MODES);

function opens(pad: PadDemand | undefined, way: 'identify' | 'verify', evidence?: PadEvidence, door = {}) {
  return decide(inputOf(pad, way, evidence, door)).action === 'unlock';
}

describe('for every PAD evidence', () => {
  it('a demand never opens a door that stays shut without one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PAD_DEMANDS),
        mode,
        offered,
        anyEvidence,
        (pad, doorMode, way, evidence) => {
          return (
            !opens(pad, way, evidence, { mode: doorMode }) ||
            opens(undefined, way, evidence, { mode: doorMode })
          );
        },
      ),
    );
  });

  it('what `required` lets in, `passive` and `active` let in as well', () => {
    fc.assert(
      fc.property(offered, anyEvidence, (way, evidence) => {
        if (!opens('required', way, evidence)) return true;
        return opens('passive', way, evidence) && opens('active', way, evidence);
      }),
    );
  });

  it('a lower score never opens where a higher one did not', () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...PAD_DEMANDS),
        offered,
        score,
        score,
        score,
        (pad, way, a, b, minPadScore) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const door = { minPadScore };
          return !opens(pad, way, { score: low }, door) || opens(pad, way, { score: high }, door);
        },
      ),
    );
  });

  it('face alone never opens without evidence that speaks for a person', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PAD_DEMANDS), anyEvidence, (pad, evidence) => {
        if (!opens(pad, 'identify', evidence)) return true;
        return evidence?.challenge === 'performed' || (evidence?.score ?? 0) >= 0.5;
      }),
    );
  });

  it('a card shown makes no difference where evidence speaks against the person', () => {
    fc.assert(
      fc.property(fc.constantFrom('passive', 'active', 'required'), anyEvidence, (pad, evidence) => {
        const door = inputOf(pad as PadDemand, 'verify').door!;
        const faceAlone = padRefusal(door, 'identify', evidence);
        if (faceAlone !== 'pad_failed' || pad === 'required') return true;
        return padRefusal(door, 'verify', evidence) === 'pad_failed';
      }),
    );
  });
});
