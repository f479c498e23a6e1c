import { silentLogger } from '@portero/runtime';
import { ManualClock, projectHead } from '@portero/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventHub } from '../event-hub.ts';
import type { ChallengedEvent, EdgeEvents, PromptEvent } from '../events.ts';
import type { ChallengedFace } from './challenge-run.ts';
import { Challenger } from './challenger.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function makeChallenger() {
  const clock = new ManualClock();
  const events = new EventHub<EdgeEvents>(silentLogger());
  const told: ChallengedEvent[] = [];
  const prompted: PromptEvent[] = [];
  events.on('challenged', (event) => told.push(event));
  events.on('prompt', (event) => prompted.push(event));
  const shown: (string | undefined)[] = [];
  const ends: [string, string][] = [];
  const challenger = new Challenger<ChallengedFace>(
    {
      ...{ door: 'hq/main/lobby/front', language: 'es', steps: 2, maxFrames: 3, sameFaceL2: 0.9 },
      ...{ maxDenials: 2, lockoutMs: 30_000 },
    },
    {
      onEnd: ({ trackId }, { outcome }) => ends.push([trackId, outcome]),
      onPrompt: (prompt) => shown.push(prompt),
      ...{ events, clock, logger: silentLogger() },
    },
  );
  const look = (yawDegrees = 0) => {
    clock.advance(100);
    const face = {
      embedding: Float32Array.of(1, 0),
      landmarks: projectHead({ yawDegrees }),
      quality: { score: 0.5 },
      seenIn: { capturedMonotonicMs: clock.monotonicMs() },
    };
    challenger.look(face, clock.monotonicMs());
  };
  /** Whatever is asked for, done or done to the other side. */
  const obey = (side: 1 | -1 = 1) => {
    for (let n = 0; n < 50 && challenger.trackId !== undefined; n++) {
      const yaw = shown.at(-1) === 'turn_head_left' ? 38 : -38;
      if (shown.at(-1) === 'face_camera') look();
      else for (const share of [0, 0, 0.3, 0.65, 1, 1, 0.65, 0.3]) look(side * yaw * share);
    }
  };
  const begin = (trackId: string) => challenger.begin({ trackId }, clock.monotonicMs());
  return { challenger, clock, told, prompted, shown, ends, look, obey, begin };
}

describe('the challenges of a door', () => {
  it('prompt in the language of the door, end once, and clear the display', () => {
    const { challenger, begin, obey, told, prompted, shown, ends } = makeChallenger();
    begin('ada');
    expect(prompted).toEqual([
      {
        door: 'hq/main/lobby/front',
        prompt: 'face_camera',
        message: 'Por favor, mire de frente a la cámara.',
      },
    ]);
    obey();
    expect(ends).toEqual([['ada', 'performed']]);
    expect(told).toMatchObject([{ trackId: 'ada', outcome: 'performed', durationMs: expect.any(Number) }]);
    expect(shown.at(-1)).toBeUndefined();
    expect(prompted.at(-1)).toEqual({ door: 'hq/main/lobby/front' });
    expect(challenger.trackId).toBeUndefined();
    vi.advanceTimersByTime(60_000);
    expect(ends).toHaveLength(1);
  });

  it('expire although no picture comes any more', () => {
    const { begin, look, clock, ends, shown } = makeChallenger();
    begin('ada');
    for (let n = 0; n < 4; n++) look();
    clock.advance(8_000);
    vi.advanceTimersByTime(8_000);
    expect(ends).toEqual([['ada', 'expired']]);
    expect(shown.at(-1)).toBeUndefined();
  });

  it('have no outcome when they are broken off', () => {
    const { challenger, begin, look, ends, shown } = makeChallenger();
    begin('ada');
    look();
    expect(challenger.breakOff()).toBe('ada');
    expect(challenger.breakOff()).toBeUndefined();
    vi.advanceTimersByTime(60_000);
    expect(ends).toEqual([]);
    expect(shown.at(-1)).toBeUndefined();
  });

  it('are given no more for a while after several failed in a row, whoever failed them', () => {
    const { challenger, clock, begin, obey } = makeChallenger();
    const fail = (trackId: string) => {
      begin(trackId);
      obey(-1);
    };
    fail('ada');
    begin('bob');
    obey();
    fail('ada');
    expect(challenger.isResting(clock.monotonicMs())).toBe(false);
    fail('eve');
    expect(challenger.isResting(clock.monotonicMs())).toBe(true);
    clock.advance(30_000);
    expect(challenger.isResting(clock.monotonicMs())).toBe(false);
  });

  it('do not count somebody who walked by before anything was asked', () => {
    const { challenger, clock, begin, look, ends } = makeChallenger();
    for (const trackId of ['one', 'two', 'three']) {
      begin(trackId);
      look(30);
      clock.advance(1_500);
      challenger.look(undefined, clock.monotonicMs());
    }
    expect(ends.map(([, outcome]) => outcome)).toEqual(['failed', 'failed', 'failed']);
    expect(challenger.isResting(clock.monotonicMs())).toBe(false);
  });
});
