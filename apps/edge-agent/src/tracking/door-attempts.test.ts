import { expect, it } from 'vitest';
import { attemptPolicySchema } from '../door-config.ts';
import { DoorAttempts, type ScoredSighting } from './door-attempts.ts';

const face = (x: number, angle: number, score = 0.5): ScoredSighting => ({
  box: { x, y: 0, width: 80, height: 80 },
  embedding: new Float32Array([Math.cos(angle), Math.sin(angle)]),
  quality: { score },
});

function makeAttempts(maxFrames: number) {
  let next = 0;
  const policy = attemptPolicySchema.parse({ maxFrames });
  const options = { policy, tracker: { sameFaceL2: 0.9 } };
  return new DoorAttempts<ScoredSighting>(options, { newId: () => `track-${next++}` });
}

it('makes one attempt of a person who stays, and several of several people', () => {
  const attempts = makeAttempts(2);
  const frames = Array.from({ length: 20 }, (_, frame) =>
    attempts.consider([face(0, 0), face(300, 1.5)], frame * 100),
  );
  expect(frames.flat().map(({ trackId }) => trackId)).toEqual(['track-0', 'track-1']);
});

it('observes a person who was seen once and looked away, when the wait is over', () => {
  const attempts = makeAttempts(3);
  expect(attempts.consider([face(0, 0)], 0)).toEqual([]);
  expect(attempts.consider([], 1450)).toMatchObject([{ faces: [face(0, 0)] }]);
});

it('does not observe a person who has walked by', () => {
  const attempts = makeAttempts(3);
  attempts.consider([face(0, 0)], 0);
  expect(attempts.consider([], 1600)).toEqual([]);
});

it('collects nothing while the door waits for a card', () => {
  const attempts = makeAttempts(1);
  expect(attempts.consider([face(0, 0)], 0, false)).toEqual([]);
  expect(attempts.consider([face(0, 0)], 100, true)).toHaveLength(1);
});

it('lets a face whose observation was not made try again at once', () => {
  const attempts = makeAttempts(1);
  attempts.consider([face(0, 0)], 0);
  attempts.release('track-0', 0);
  expect(attempts.consider([face(0, 0)], 1)).toHaveLength(1);
});

it('takes the answer for somebody who has left without complaint', () => {
  const attempts = makeAttempts(1);
  attempts.consider([face(0, 0)], 0);
  attempts.consider([], 5000);
  expect(() => attempts.settle('track-0', 'actuated', 5000)).not.toThrow();
});
