import { type HeadView, projectHead } from '@portero/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChallengedFace, type ChallengeEnd, ChallengeRun } from './challenge-run.ts';

const FRAME_MS = 100;
/** Between the model's people: 1.0 apart, and the limit is 0.9. */
const SAME_FACE_L2 = 0.9;

interface TestFace extends ChallengedFace {
  readonly name: string;
}

/** What the camera sees of somebody from moment to moment, and what comes of it. */
function challenged({ steps = 2, maxFrames = 3, draws = [0, 1, 0] } = {}) {
  let nowMs = 1_000;
  let drawn = 0;
  const run = new ChallengeRun<TestFace>(
    { trackId: 'track-1', steps, maxFrames, sameFaceL2: SAME_FACE_L2, nowMs },
    // 0 is a turn to the left, 1 one to the right.
    { randomInt: () => draws[drawn++]! },
  );
  let end: ChallengeEnd<TestFace> | undefined;
  const prompts: (string | undefined)[] = [run.prompt];
  const note = (result: ChallengeEnd<TestFace> | undefined) => {
    end = result;
    if (prompts.at(-1) !== run.prompt) prompts.push(run.prompt);
  };
  return {
    run,
    prompts,
    get end() {
      return end;
    },
    get nowMs() {
      return nowMs;
    },
    see(view: HeadView = {}, { angle = 0, quality = 0.5, afterMs = FRAME_MS } = {}) {
      nowMs += afterMs;
      note(
        run.see({
          name: `${nowMs}`,
          embedding: Float32Array.of(Math.cos(angle), Math.sin(angle)),
          landmarks: projectHead(view),
          quality: { score: quality },
          seenIn: { capturedMonotonicMs: nowMs },
        }),
      );
    },
    miss(afterMs = FRAME_MS) {
      nowMs += afterMs;
      note(run.pass(nowMs));
    },
    /** Waits, turns and comes back. */
    turn(yawDegrees: number) {
      for (const share of [0, 0, 0, 0.3, 0.65, 1, 1, 1, 0.65, 0.3])
        this.see({ yawDegrees: yawDegrees * share });
    },
  };
}

const LEFT = 38;
const RIGHT = -38;

describe('a challenge of a tracked face', () => {
  it('is performed by the turns that were asked for, each prompted after a look at the camera', () => {
    const person = challenged();
    person.turn(LEFT);
    expect(person.end).toBeUndefined();
    person.turn(RIGHT);
    expect(person.end?.outcome).toBe('performed');
    expect(person.prompts).toEqual([
      'face_camera',
      'turn_head_left',
      'face_camera',
      'turn_head_right',
      undefined,
    ]);
  });

  it('hands out faces that look ahead, from between the turns, each step before the second best of any', () => {
    const person = challenged({ maxFrames: 2 });
    const ahead = (quality: number) => person.see({}, { quality });
    for (const quality of [0.7, 0.9, 0.8]) ahead(quality);
    person.turn(LEFT);
    for (const quality of [0.2, 0.6]) ahead(quality);
    person.turn(RIGHT);
    expect(person.end?.faces.map(({ quality }) => quality.score)).toEqual([0.9, 0.6]);
  });

  it('keeps nothing from before it was given', () => {
    const person = challenged();
    for (let n = 0; n < 5; n++) person.see({}, { quality: 1, afterMs: n === 0 ? -500 : 50 });
    person.see({}, { afterMs: 500 });
    person.turn(LEFT);
    person.turn(RIGHT);
    expect(person.end?.outcome).toBe('performed');
    expect(person.end?.faces.every(({ seenIn }) => seenIn.capturedMonotonicMs > 1_000)).toBe(true);
    expect(person.end?.faces.every(({ quality }) => quality.score < 1)).toBe(true);
  });

  it('expires for a photograph that is held still, and for one that is waved', () => {
    const still = challenged();
    while (!still.end) still.see();
    expect(still.end).toMatchObject({ outcome: 'expired', faces: { length: 3 } });
    const waved = challenged();
    for (let n = 0; !waved.end; n++)
      waved.see({ relief: 0, yawDegrees: 35 * Math.sin(n / 3), distanceMm: 500 });
    expect(waved.end.outcome).toBe('expired');
  });

  it.each<[string, (person: ReturnType<typeof challenged>) => void, string]>([
    ['who turns to the other side', (person) => person.turn(RIGHT), 'wrong_action'],
    ['who leaves', (person) => person.miss(1_100), 'face_lost'],
    [
      'whom a slow camera shows once in a second and a half',
      (person) => person.see({}, { afterMs: 1_500 }),
      'face_lost',
    ],
    ['whose face leaps', (person) => person.see({ centrePx: { x: 900, y: 200 } }), 'face_jumped'],
    ['in whose place another face looks ahead', (person) => person.see({}, { angle: 1.1 }), 'face_changed'],
    ['whose landmarks are no face', (person) => person.see({ distanceMm: Number.NaN }), 'landmarks_invalid'],
  ])('fails for somebody %s', (_what, act, reason) => {
    const person = challenged();
    for (let n = 0; n < 4; n++) person.see();
    act(person);
    expect(person.end).toMatchObject({ outcome: 'failed', reason });
    expect(person.end?.faces.length).toBeGreaterThan(0);
    expect(person.run.prompt).toBeUndefined();
  });

  it('fails when the face that turned is not the one that looks ahead afterwards', () => {
    const person = challenged();
    person.turn(LEFT);
    person.see({}, { angle: 1.1 });
    expect(person.end).toMatchObject({ outcome: 'failed', reason: 'face_changed' });
  });

  it('hands out nobody who left before anything was asked', () => {
    const person = challenged();
    person.see({ yawDegrees: 30 });
    person.miss(1_100);
    expect(person.run.asked).toBe(false);
    expect(person.end).toEqual({ outcome: 'failed', reason: 'face_lost', faces: [] });
  });

  it('runs out although the camera has fallen silent, with nobody to show', () => {
    const person = challenged();
    person.miss(60_000);
    expect(person.end).toEqual({ outcome: 'expired', faces: [] });
  });

  it('is never performed by fewer turns than were asked for, in whatever order pictures come, nor undone after its end', () => {
    const anyMoment = fc.record({
      yawDegrees: fc.constantFrom(0, 0, 0, 12, 25, LEFT),
      afterMs: fc.constantFrom(50, 100, 300, 1_200),
      angle: fc.constantFrom(0, 0, 0.2, 1.1),
    });
    fc.assert(
      fc.property(fc.array(anyMoment, { maxLength: 60 }), (moments) => {
        // The second turn is to the right, and nobody turns there.
        const person = challenged();
        let ended: string | undefined;
        for (const { yawDegrees, afterMs, angle } of moments) {
          person.see({ yawDegrees }, { afterMs, angle });
          if (ended !== undefined) expect(person.end?.outcome).toBe(ended);
          ended = person.end?.outcome;
          expect(ended).not.toBe('performed');
        }
      }),
    );
  });
});
