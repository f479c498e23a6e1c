import type { Box } from '@portero/biometrics';
import { expect, it } from 'vitest';
import { type Sighting, Tracker } from './tracker.ts';

/** A unit vector: at angle 0 for one person, further away the larger the angle. */
const embedding = (angle: number) => new Float32Array([Math.cos(angle), Math.sin(angle)]);
const box = (x: number): Box => ({ x, y: 100, width: 80, height: 80 });
const face = (x: number, angle: number): Sighting => ({ box: box(x), embedding: embedding(angle) });

function makeTracker() {
  let next = 0;
  return new Tracker({ sameFaceL2: 0.9, lostAfterMs: 1000 }, { newId: () => `track-${next++}` });
}

const ids = (tracks: readonly { id: string }[]) => tracks.map(({ id }) => id);

it('follows a face that moves and changes a little', () => {
  const tracker = makeTracker();
  const seen = [0, 30, 60, 90].map((x, frame) =>
    ids(tracker.update([face(x, frame * 0.1)], frame * 100).seen),
  );
  expect(seen).toEqual([['track-0'], ['track-0'], ['track-0'], ['track-0']]);
});

it('follows two people apart, in whatever order they are given', () => {
  const tracker = makeTracker();
  expect(ids(tracker.update([face(0, 0), face(300, 1.5)], 0).seen)).toEqual(['track-0', 'track-1']);
  expect(ids(tracker.update([face(290, 1.6), face(10, 0.1)], 100).seen)).toEqual(['track-1', 'track-0']);
});

it('keeps two people apart who cross each other', () => {
  const tracker = makeTracker();
  tracker.update([face(0, 0), face(100, 1.5)], 0);
  expect(ids(tracker.update([face(100, 0), face(0, 1.5)], 100).seen)).toEqual(['track-0', 'track-1']);
});

it('takes a person who steps into the place of another for somebody else', () => {
  const tracker = makeTracker();
  tracker.update([face(0, 0)], 0);
  expect(ids(tracker.update([face(0, 1.5)], 100).seen)).toEqual(['track-1']);
});

it('knows a face again that has jumped across the picture', () => {
  const tracker = makeTracker();
  tracker.update([face(0, 0)], 0);
  expect(ids(tracker.update([face(600, 0.5)], 100).seen)).toEqual(['track-0']);
});

it('forgives a larger change of the face in place than elsewhere', () => {
  // 1.0 rad is an L2 distance of 0.96: above 0.9, below 1.125.
  const inPlace = makeTracker();
  inPlace.update([face(0, 0)], 0);
  expect(ids(inPlace.update([face(10, 1)], 100).seen)).toEqual(['track-0']);
  const elsewhere = makeTracker();
  elsewhere.update([face(0, 0)], 0);
  expect(ids(elsewhere.update([face(600, 1)], 100).seen)).toEqual(['track-1']);
});

it('survives frames in which nobody is found, up to the limit', () => {
  const tracker = makeTracker();
  tracker.update([face(0, 0)], 0);
  expect(tracker.update([], 500)).toEqual({ seen: [], lost: [] });
  expect(ids(tracker.update([face(0, 0)], 1000).seen)).toEqual(['track-0']);
  expect(ids(tracker.update([], 2001).lost)).toEqual(['track-0']);
  expect(ids(tracker.update([face(0, 0)], 2002).seen)).toEqual(['track-1']);
});

it('follows a person over frames that come slower than people are lost', () => {
  const tracker = makeTracker();
  tracker.update([face(0, 0)], 0);
  expect(ids(tracker.update([face(0, 0)], 60_000).seen)).toEqual(['track-0']);
});

it('gives two faces of one frame two tracks, even if they look alike', () => {
  const tracker = makeTracker();
  tracker.update([face(0, 0)], 0);
  expect(ids(tracker.update([face(0, 0), face(20, 0)], 100).seen)).toEqual(['track-0', 'track-1']);
});
