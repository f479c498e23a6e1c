import { describe, expect, it } from 'vitest';
import { attemptPolicySchema } from '../door-config.ts';
import { Attempt, type AttemptOutcome } from './attempt.ts';

const policy = attemptPolicySchema.parse({
  ...{ maxFrames: 3, maxWaitMs: 700, coolDownMs: 8000, retryMs: 2000, maxDenials: 2, lockoutMs: 30_000 },
});

/** An attempt that was observed and settled at time 0. */
function settled(...outcomes: AttemptOutcome[]) {
  const attempt = new Attempt<string>({ ...policy, maxFrames: 1 });
  for (const outcome of outcomes) {
    attempt.rearm();
    attempt.see('face', 0.5, 0);
    attempt.settle(outcome, 0);
  }
  return attempt;
}

describe('collecting', () => {
  it('hands out maxFrames faces as they were taken, once', () => {
    const attempt = new Attempt<string>(policy);
    expect(attempt.see('blurred', 0.3, 0)).toBeUndefined();
    expect(attempt.see('sharp', 0.9, 100)).toBeUndefined();
    expect(attempt.see('turned', 0.5, 200)).toEqual(['blurred', 'sharp', 'turned']);
    expect(attempt.see('sharper', 1, 300)).toBeUndefined();
    expect(attempt.pass(10_000)).toBeUndefined();
  });

  it('waits for better faces than those of poor quality, and keeps the best', () => {
    const attempt = new Attempt<string>({ ...policy, minQuality: 0.5 });
    expect(attempt.see('blurred', 0.3, 0)).toBeUndefined();
    expect(attempt.see('sharp', 0.9, 100)).toBeUndefined();
    expect(attempt.see('dark', 0.2, 200)).toBeUndefined();
    expect(attempt.see('turned', 0.5, 300)).toBeUndefined();
    expect(attempt.see('frontal', 0.7, 400)).toEqual(['sharp', 'turned', 'frontal']);
  });

  it('hands out poor ones when there are no better ones in time', () => {
    const attempt = new Attempt<string>({ ...policy, minQuality: 0.5 });
    attempt.see('blurred', 0.3, 0);
    attempt.see('dark', 0.2, 100);
    expect(attempt.see('far', 0.4, 700)).toEqual(['blurred', 'dark', 'far']);
  });

  it('hands out what it has when maxWaitMs is over, with a new sight of the face or without', () => {
    const seeing = new Attempt<string>(policy);
    seeing.see('first', 0.6, 0);
    expect(seeing.see('second', 0.5, 700)).toEqual(['first', 'second']);
    const waiting = new Attempt<string>(policy);
    waiting.see('only', 0.6, 0);
    expect(waiting.pass(699)).toBeUndefined();
    expect(waiting.pass(700)).toEqual(['only']);
  });

  it('begins anew when a card is shown, so that an old picture does not go with it', () => {
    const attempt = new Attempt<string>(policy);
    attempt.see('old', 1, 0);
    attempt.rearm();
    expect(attempt.see('new', 0.1, 5000)).toBeUndefined();
    expect(attempt.pass(5700)).toEqual(['new']);
  });
});

describe('resting', () => {
  it.each<[AttemptOutcome[], number]>([
    [['actuated'], 8000],
    [['denied'], 2000],
    [['refused'], 2000],
    [['denied', 'denied'], 30_000],
    [['denied', 'refused', 'denied'], 30_000],
    [['denied', 'actuated', 'denied'], 2000],
    [['refused', 'refused', 'refused'], 2000],
    [['denied', 'denied', 'denied'], 2000],
  ])('after %j lasts %i ms', (outcomes, restMs) => {
    const attempt = settled(...outcomes);
    expect(attempt.see('face', 0.5, restMs - 1)).toBeUndefined();
    expect(attempt.see('face', 0.5, restMs)).toEqual(['face']);
  });

  it('ends when a card is shown', () => {
    const attempt = settled('denied', 'denied');
    attempt.rearm();
    expect(attempt.see('face', 0.5, 1)).toEqual(['face']);
  });
});

it('is not settled twice, and a card does not make a second observation while one waits', () => {
  const attempt = new Attempt<string>({ ...policy, maxFrames: 1 });
  attempt.see('face', 0.5, 0);
  attempt.rearm();
  expect(attempt.phase).toBe('observed');
  attempt.settle('denied', 0);
  attempt.settle('denied', 0);
  expect(attempt.see('face', 0.5, 2000)).toEqual(['face']);
});
