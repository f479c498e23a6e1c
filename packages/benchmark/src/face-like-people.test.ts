import { describe, expect, it } from 'vitest';
import { FaceLikePeople } from './face-like-people.ts';

const PAIRS = 2_000;

function distanceL2(one: Float32Array, other: Float32Array): number {
  return Math.hypot(...one.map((value, index) => value - other[index]!));
}

/** @returns the share of pairs that are nearer than this */
function shareBelow(bound: number, pair: (index: number) => readonly [Float32Array, Float32Array]): number {
  let below = 0;
  for (let index = 0; index < PAIRS; index++) {
    if (distanceL2(...pair(index)) < bound) below++;
  }
  return below / PAIRS;
}

describe('face-like people', () => {
  const people = new FaceLikePeople({ dimension: 192 });

  it('are vectors of length 1, the same each time', () => {
    const reference = people.reference(5);
    expect(Math.hypot(...reference)).toBeCloseTo(1, 6);
    expect(new FaceLikePeople({ dimension: 192 }).reference(5)).toEqual(reference);
    expect(people.probe(5, 1)).not.toEqual(people.probe(5, 2));
    expect(new FaceLikePeople({ dimension: 192, seed: 2 }).reference(5)).not.toEqual(reference);
  });

  it('are as far from themselves and from each other as the calibration of the default model says', () => {
    // At 0.905 it has an FNMR of 7.7 %; at 1.249 an FMR of 7.6 %. Four standard deviations of the count on each side.
    const own = shareBelow(0.905, (person) => [people.probe(person, 1), people.probe(person, 2)]);
    expect(Math.abs(1 - own - 0.077)).toBeLessThan(0.024);
    const strangers = shareBelow(1.249, (person) => [people.probe(person), people.probe(person + PAIRS)]);
    expect(Math.abs(strangers - 0.076)).toBeLessThan(0.024);
  });

  it('are nearer to what a gallery holds of them than to another picture', () => {
    const toPicture = shareBelow(0.7, (person) => [people.probe(person, 1), people.probe(person, 2)]);
    const toReference = shareBelow(0.7, (person) => [people.probe(person, 1), people.reference(person)]);
    expect(toReference).toBeGreaterThan(toPicture + 0.2);
  });
});
