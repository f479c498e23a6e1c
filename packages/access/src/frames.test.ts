import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { DecisionInput } from './decision-input.ts';
import type { FrameDemand, FrameMatch } from './frames.ts';
import type { ReasonCode } from './reason-code.ts';

const TWO_OF_THREE: FrameDemand = { agreeing: 2, demanded: 3 };
const IDENTIFIED: DecisionInput = {
  now: Date.UTC(2026, 8, 21, 10, 0),
  door: { active: true, mode: 'either', pulseMs: 3_000, frames: TWO_OF_THREE },
  thresholds: { thresholdL2: 0.8, marginL2: 0.05, minQuality: 0.3 },
  quality: 0.9,
  match: { mode: 'identify', nearest: { personId: 'ada', distanceL2: 0.5 } },
  person: { id: 'ada', status: 'active' },
  grants: [{ id: 'g1', personId: 'ada' }],
  timeZone: 'UTC',
};
const VERIFIED: DecisionInput = {
  ...IDENTIFIED,
  match: { mode: 'verify', card: { status: 'active', personId: 'ada' }, distanceL2: 0.5 },
};

function frame(personId: string, distanceL2: number, more: Partial<FrameMatch> = {}): FrameMatch {
  return { quality: 0.9, nearest: { personId, distanceL2 }, ...more };
}
const ada = frame('ada', 0.6);
const eva = frame('eva', 0.7);
const nobody = frame('eva', 0.95);
const doubtful = frame('ada', 0.6, { second: { personId: 'eva', distanceL2: 0.62 } });
const poor = frame('ada', 0.6, { quality: 0.2 });

function reasonOf(frames: readonly FrameMatch[], base = IDENTIFIED): ReasonCode {
  return decide({ ...base, frames }).reason;
}

describe.each([
  ['face alone', IDENTIFIED],
  ['card and face', VERIFIED],
])('a door that asks for 2 of 3 frames, with %s', (_how, base) => {
  it.each<[string, ReasonCode, FrameMatch[]]>([
    ['three frames of one person', 'granted', [ada, ada, ada]],
    ['one frame near to nobody', 'granted', [ada, nobody, ada]],
    ['one frame of poor quality', 'granted', [ada, poor, ada]],
    ['one frame in doubt between two', 'granted', [ada, doubtful, ada]],
    ['two frames', 'too_few_frames', [ada, ada]],
    ['no frame', 'too_few_frames', []],
    ['two frames near to nobody', 'frames_disagree', [ada, nobody, nobody]],
    ['two frames in doubt', 'frames_disagree', [doubtful, doubtful, ada]],
    ['one frame of somebody else', 'frames_disagree', [ada, eva, ada]],
    ['only frames of somebody else', 'frames_disagree', [eva, eva, eva]],
    ['two frames of poor quality', 'poor_quality', [poor, ada, poor]],
    ['a quality above 1', 'poor_quality', [ada, ada, frame('ada', 0.5, { quality: 1.1 })]],
    ['a distance that is no number', 'internal_error', [ada, ada, frame('ada', Number.NaN)]],
  ])('with %s: %s', (_name, reason, frames) => {
    expect(reasonOf(frames, base)).toBe(reason);
  });

  it('still asks whose face it is, all frames together', () => {
    const { match } = base;
    const far: DecisionInput['match'] =
      match.mode === 'verify'
        ? { ...match, distanceL2: 0.85 }
        : { mode: 'identify', nearest: { personId: 'ada', distanceL2: 0.85 } };
    const reason = match.mode === 'verify' ? 'face_mismatch' : 'unknown_face';
    expect(reasonOf([ada, ada, ada], { ...base, match: far })).toBe(reason);
  });
});

it('the record has what was asked, and each frame by itself', () => {
  const second = { personId: 'eva', distanceL2: 1.1 };
  const { evidence } = decide({ ...IDENTIFIED, frames: [ada, nobody, frame('ada', 0.4, { second })] });
  expect(evidence.frames).toEqual({
    ...TWO_OF_THREE,
    seen: [
      { quality: 0.9, personId: 'ada', distanceL2: 0.6, agrees: true },
      { quality: 0.9, personId: 'eva', distanceL2: 0.95, agrees: false },
      { quality: 0.9, personId: 'ada', distanceL2: 0.4, secondDistanceL2: 1.1, agrees: true },
    ],
  });
});

it('names whose card it was when the frames disagree, and nobody when there was none', () => {
  expect(decide({ ...VERIFIED, frames: [ada, nobody, nobody] })).toMatchObject({ personId: 'ada' });
  expect(decide({ ...IDENTIFIED, frames: [ada, nobody, nobody] })).not.toHaveProperty('personId');
});

it.each<FrameDemand>([
  { agreeing: 0, demanded: 1 },
  { agreeing: 2, demanded: 1 },
  { agreeing: 1.5, demanded: 2 },
  { agreeing: 9, demanded: 9 },
  { agreeing: Number.NaN, demanded: 3 },
])('stays shut for the impossible demand %o', (frames) => {
  const door = { ...IDENTIFIED.door!, frames };
  expect(decide({ ...IDENTIFIED, door, frames: new Array<FrameMatch>(9).fill(ada) }).reason).toBe(
    'internal_error',
  );
});

describe('for any frames', () => {
  const personId = fc.constantFrom('ada', 'ada', 'ada', 'eva', 'ida');
  const distanceL2 = fc.double({ min: 0.2, max: 1.1, noNaN: true });
  const anyFrame: fc.Arbitrary<FrameMatch> = fc.record({
    quality: fc.double({ min: 0, max: 1, noNaN: true }),
    nearest: fc.option(fc.record({ personId, distanceL2 }), { nil: undefined, freq: 9 }),
  });
  const likely: fc.Arbitrary<FrameMatch> = distanceL2.map((distance) => frame('ada', distance * 0.75));
  const frames = fc.array(fc.oneof({ weight: 4, arbitrary: likely }, { weight: 1, arbitrary: anyFrame }), {
    minLength: 1,
    maxLength: 7,
  });
  const demand = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }))
    .map(([agreeing, more]): FrameDemand => ({ agreeing, demanded: agreeing + more }));
  const base = fc.constantFrom(IDENTIFIED, VERIFIED);
  const given = fc
    .record({ base, frames, demand })
    .map(({ base: input, frames: seen, demand: asked }) => withDemand({ ...input, frames: seen }, asked));

  function withDemand(input: DecisionInput, asked: FrameDemand | undefined): DecisionInput {
    return { ...input, door: { ...input.door!, frames: asked } };
  }

  const opens = (input: DecisionInput) => decide(input).action === 'unlock';

  /** Such a property about unlocks proves nothing where there are none. */
  function holds<T>(
    cases: fc.Arbitrary<T>,
    input: (value: T) => DecisionInput,
    check: (value: T) => boolean,
  ) {
    let unlocks = 0;
    const counted = (value: T) => {
      if (opens(input(value))) unlocks++;
      return check(value);
    };
    fc.assert(fc.property(cases, counted), { numRuns: 3_000 });
    expect(unlocks).toBeGreaterThan(100);
  }

  it('one more that is near to somebody else never opens the door', () => {
    const other = frame('eva', 0.79, { quality: 0.1 });
    holds(
      given,
      (input) => input,
      (input) => !opens({ ...input, frames: [...input.frames!, other] }),
    );
  });

  it('one more that shows nobody opens no door that had as many as it asks for', () => {
    holds(
      fc.tuple(given, fc.constantFrom(nobody, doubtful, poor)),
      ([input]) => input,
      ([input, more]) =>
        opens(input) ||
        input.frames!.length < input.door!.frames!.demanded ||
        !opens({ ...input, frames: [...input.frames!, more] }),
    );
  });

  it('a door that opens would have opened for the fused template alone', () => {
    holds(
      given,
      (input) => input,
      (input) => !opens(input) || opens(withDemand({ ...input, frames: undefined }, undefined)),
    );
  });

  it('a single one decides at a door that asks for one as the match alone does', () => {
    const single = fc.tuple(base, distanceL2, fc.double({ min: 0, max: 1, noNaN: true }));
    const inputOf = ([input, distance, quality]: [DecisionInput, number, number]): DecisionInput => {
      const nearest = { personId: 'ada', distanceL2: distance };
      const match: DecisionInput['match'] =
        input.match.mode === 'verify'
          ? { ...input.match, distanceL2: distance }
          : { mode: 'identify', nearest };
      return withDemand({ ...input, quality, match }, { agreeing: 1, demanded: 1 });
    };
    holds(single, inputOf, (value) => {
      const input = inputOf(value);
      const frames = [{ quality: value[2], nearest: { personId: 'ada', distanceL2: value[1] } }];
      expect(decide({ ...input, frames })).toEqual(decide(input));
      return true;
    });
  });

  it('asking for more never opens the door', () => {
    holds(
      fc.tuple(given, fc.nat(2), fc.nat(2)),
      ([input]) => input,
      ([input, moreAgreeing, moreDemanded]) => {
        const { agreeing, demanded } = input.door!.frames!;
        const asked = {
          agreeing: agreeing + moreAgreeing,
          demanded: demanded + Math.max(moreAgreeing, moreDemanded),
        };
        return opens(input) || asked.demanded > 8 || !opens(withDemand(input, asked));
      },
    );
  });

  it('stricter thresholds of the door never open it', () => {
    const stricter = fc.record({
      thresholdL2: fc.double({ min: 0.1, max: 1, noNaN: true }),
      marginL2: fc.double({ min: 0, max: 0.3, noNaN: true }),
      minQuality: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    holds(
      fc.tuple(given, stricter),
      ([input]) => input,
      ([input, thresholds]) => opens(input) || !opens({ ...input, door: { ...input.door!, thresholds } }),
    );
  });

  it('their order changes nothing', () => {
    holds(
      given,
      (input) => input,
      (input) => decide(input).reason === decide({ ...input, frames: [...input.frames!].reverse() }).reason,
    );
  });
});
