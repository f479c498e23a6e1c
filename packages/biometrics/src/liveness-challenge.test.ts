import { type HeadView, projectHead } from '@portero/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHALLENGE_ACTIONS,
  type ChallengeAction,
  issueChallenge,
  type LivenessChallenge,
} from './liveness-challenge.ts';
import {
  advanceChallenge,
  type ChallengeState,
  challengeAt,
  startChallenge,
} from './liveness-challenge-state.ts';

const FRAME_MS = 100;
const ISSUED_AT_MS = 50_000;

const AHEAD: HeadView[] = Array.from({ length: 6 }, () => ({}));
const PERFORMANCES: Record<ChallengeAction, HeadView[]> = {
  blink: [...AHEAD, ...[0.7, 0.1, 0.1, 0.6, 1].map((eyesOpen) => ({ eyesOpen }))],
  'turn-left': [...AHEAD, ...[8, 18, 28, 35, 36, 35, 22, 8].map((yawDegrees) => ({ yawDegrees }))],
  'turn-right': [...AHEAD, ...[-8, -18, -28, -35, -36, -35, -22, -8].map((yawDegrees) => ({ yawDegrees }))],
};

function challengeOf(...actions: ChallengeAction[]): LivenessChallenge {
  return { actions, issuedAtMs: ISSUED_AT_MS, expiresAtMs: ISSUED_AT_MS + 8_000 };
}

function perform(actions: readonly ChallengeAction[]): HeadView[] {
  return actions.flatMap((action) => PERFORMANCES[action]);
}

/** Shows the views, one every 100 ms. */
function show(
  challenge: LivenessChallenge,
  views: readonly HeadView[],
  { fromMs = ISSUED_AT_MS + FRAME_MS, everyMs = FRAME_MS } = {},
): ChallengeState {
  return views.reduce<ChallengeState>(
    (state, view, index) =>
      advanceChallenge(state, {
        atMs: fromMs + index * everyMs,
        trackId: 'track-1',
        landmarks: projectHead(view),
      }),
    startChallenge(challenge),
  );
}

describe('a challenge', () => {
  const sequences: ChallengeAction[][] = [
    ['blink'],
    ['turn-left'],
    ['turn-right'],
    ['blink', 'turn-right'],
    ['turn-left', 'turn-left'],
    ['turn-left', 'turn-right', 'blink'],
  ];
  it.each(sequences)('is performed by who does what it asks: %s %s %s', (...actions) => {
    const asked = actions.filter((action) => action !== undefined);
    expect(show(challengeOf(...asked), perform(asked)).status).toBe('performed');
  });

  it('is performed at five frames a second as well, in a face that is not still', () => {
    const shaky = perform(['turn-left']).map((view, index) => ({
      ...view,
      rollDegrees: index % 3,
      distanceMm: 600 + (index % 4) * 10,
    }));
    expect(show(challengeOf('turn-left'), shaky, { everyMs: 200 }).status).toBe('performed');
  });

  it('is not performed by a face that looks ahead, nor by one that is turned or asleep from the first frame', () => {
    for (const view of [{}, { yawDegrees: 35 }, { yawDegrees: -35 }, { eyesOpen: 0.1 }]) {
      for (const action of ['blink', 'turn-left', 'turn-right'] as const) {
        expect(show(challengeOf(action), Array(30).fill(view)).status).toBe('issued');
      }
    }
  });

  it('is not answered by what was recorded before it was issued', () => {
    const views = perform(['turn-left']);
    const fromMs = ISSUED_AT_MS - views.length * FRAME_MS;
    const state = show(challengeOf('turn-left'), views, { fromMs });
    expect(state).toEqual(startChallenge(challengeOf('turn-left')));
  });

  it('is not answered by an action that begins before a person can have reacted', () => {
    const begun = [{}, {}, { eyesOpen: 0.1 }, { eyesOpen: 1 }, {}];
    const state = show(challengeOf('blink'), begun, { fromMs: ISSUED_AT_MS + 10, everyMs: 50 });
    expect(state.status).toBe('issued');
  });

  it('fails when the head turns to the other side', () => {
    const state = show(challengeOf('turn-left'), perform(['turn-right']));
    expect(state).toMatchObject({ status: 'failed', reason: 'wrong_action' });
  });

  it('is not performed by two photographs of one person shown in turn', () => {
    const views = [...AHEAD, ...Array.from({ length: 10 }, () => ({ yawDegrees: 35 }))];
    expect(show(challengeOf('turn-left'), views).status).toBe('issued');
  });

  it('is not performed by a photograph, however it is waved', () => {
    const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
    const view = fc.record({ yawDegrees: angle(45), pitchDegrees: angle(45), rollDegrees: angle(15) });
    const action = fc.constantFrom<ChallengeAction>('blink', 'turn-left', 'turn-right');
    fc.assert(
      fc.property(fc.array(view, { minLength: 30, maxLength: 60 }), action, (views, asked) => {
        const flat = [...AHEAD, ...views].map((each) => ({ ...each, relief: 0 }));
        return show(challengeOf(asked), flat).status !== 'performed';
      }),
      { numRuns: 300 },
    );
  });

  it('expires, with frames and without', () => {
    const late = show(challengeOf('blink'), perform(['blink']), { fromMs: ISSUED_AT_MS + 7_500 });
    expect(late.status).toBe('expired');
    const waiting = startChallenge(challengeOf('blink'));
    expect(challengeAt(waiting, ISSUED_AT_MS + 7_999).status).toBe('issued');
    expect(challengeAt(waiting, ISSUED_AT_MS + 8_000).status).toBe('expired');
    expect(challengeAt(waiting, Number.NaN).status).toBe('expired');
  });

  it.each([
    ['clock_went_back', { atMs: ISSUED_AT_MS + 100 }],
    ['clock_went_back', { atMs: ISSUED_AT_MS + 50 }],
    ['track_changed', { trackId: 'track-2' }],
    ['face_lost', { atMs: ISSUED_AT_MS + 1_500 }],
    ['face_jumped', { landmarks: projectHead({ centrePx: { x: 500, y: 200 } }) }],
    ['face_jumped', { landmarks: projectHead({ distanceMm: 300 }) }],
    ['landmarks_invalid', { landmarks: [] }],
    ['landmarks_invalid', { landmarks: projectHead().map(() => ({ x: Number.NaN, y: 0 })) }],
  ] as const)('fails with %s', (reason, change) => {
    const first = { atMs: ISSUED_AT_MS + 100, trackId: 'track-1', landmarks: projectHead() };
    const seen = advanceChallenge(startChallenge(challengeOf('blink')), first);
    const state = advanceChallenge(seen, { ...first, atMs: ISSUED_AT_MS + 200, ...change });
    expect(state).toMatchObject({ status: 'failed', reason });
  });

  it('fails when the face goes away without another frame', () => {
    const seen = show(challengeOf('blink'), [{}]);
    expect(challengeAt(seen, ISSUED_AT_MS + 1_200)).toMatchObject({ status: 'failed', reason: 'face_lost' });
  });

  it('changes no more once it has ended', () => {
    const failed = show(challengeOf('turn-left'), perform(['turn-right']));
    const performed = show(challengeOf('blink'), perform(['blink']));
    for (const state of [failed, performed]) {
      const atMs = ISSUED_AT_MS + 60_000;
      expect(advanceChallenge(state, { atMs, trackId: 'x', landmarks: projectHead() })).toBe(state);
      expect(challengeAt(state, atMs)).toBe(state);
    }
  });

  it('of another order is not performed by the same moves', () => {
    const recorded = perform(['turn-left', 'blink']);
    expect(show(challengeOf('turn-left', 'blink'), recorded).status).toBe('performed');
    for (const others of [
      ['blink', 'turn-left'],
      ['turn-right', 'blink'],
      ['blink', 'turn-right'],
    ] as const) {
      expect(show(challengeOf(...others), recorded).status, others.join(', ')).not.toBe('performed');
    }
  });
});

describe('issuing a challenge', () => {
  it('gives every sequence of turns, and no blink unless it may', () => {
    const sequencesOf = (choices: number, change: { actions?: readonly ChallengeAction[] }) => {
      const seen = new Set<string>();
      for (let pick = 0; pick < choices ** 3; pick++) {
        let rest = pick;
        const randomInt = (below: number) => {
          const choice = rest % below;
          rest = Math.floor(rest / below);
          return choice;
        };
        seen.add(issueChallenge({ nowMs: 0, ...change }, { randomInt }).actions.join());
      }
      return seen;
    };
    const turns = sequencesOf(2, {});
    expect(turns.size).toBe(8);
    expect([...turns].join()).not.toContain('blink');
    expect(sequencesOf(3, { actions: CHALLENGE_ACTIONS }).size).toBe(27);
  });

  it('counts its time from the clock it is given', () => {
    const { issuedAtMs, expiresAtMs } = issueChallenge({ nowMs: 12, steps: 3 }, { randomInt: () => 0 });
    expect([issuedAtMs, expiresAtMs]).toEqual([12, 12_012]);
  });

  it.each([
    { nowMs: 0, steps: 0 },
    { nowMs: 0, steps: 9 },
    { nowMs: 0, steps: 1.5 },
    { nowMs: 0, ttlMs: 0 },
    { nowMs: 0, actions: ['blink'] as const },
    { nowMs: Number.NaN },
    { nowMs: 0, ttlMs: Number.POSITIVE_INFINITY },
  ])('refuses %o', (options) => {
    expect(() => issueChallenge(options, { randomInt: () => 0 })).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });
});
