import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Distance } from './distance.ts';
import { isSamePerson, verify, whoIsIt } from './matching.ts';
import { personReference } from './person-reference.ts';

describe('verify', () => {
  it('accepts strictly below the threshold only', () => {
    expect(verify([0.5], [0], 0.7)).toEqual({ distanceL2: 0.5, accepted: true });
    expect(verify([0.5], [0], 0.5).accepted).toBe(false);
  });

  it('compares the plain, not the squared distance', () => {
    expect(verify([0.8], [0], 0.7).accepted).toBe(false);
  });

  it('treats NaN as a refusal', () => {
    expect(isSamePerson(Number.NaN, 0.7)).toBe(false);
    expect(isSamePerson(0.1, Number.NaN)).toBe(false);
  });
});

/** A unit vector so many degrees from the first axis. */
const at = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];

/** The chord between two unit vectors. */
const chord = (degrees: number) => expect.closeTo(2 * Math.sin((degrees * Math.PI) / 360), 6);

describe('whoIsIt', () => {
  const database = [
    { id: 'p1', templates: [at(-4), at(4)] },
    { id: 'p2', templates: [at(50)] },
    { id: 'p3', templates: [] },
  ];

  it('compares with the templates of each person fused and names the second person', () => {
    expect(whoIsIt(at(10), database, 0.7)).toEqual({
      outcome: 'identified',
      nearest: { id: 'p1', distanceL2: chord(10) },
      second: { id: 'p2', distanceL2: chord(40) },
      marginL2: expect.closeTo(0.5097, 4),
    });
  });

  it('never lets a second template of the nearest person be the second person', () => {
    const match = whoIsIt(at(0), [{ id: 'p1', templates: [at(6), at(14)] }], 0.7);
    expect(match).toEqual({
      outcome: 'identified',
      nearest: { id: 'p1', distanceL2: chord(10) },
      marginL2: Number.POSITIVE_INFINITY,
    });
  });

  it('turns a stranger away but says who was nearest', () => {
    expect(whoIsIt(at(120), database, 0.7)).toMatchObject({ outcome: 'unknown', nearest: { id: 'p2' } });
  });

  it('knows nobody in an empty database', () => {
    expect(whoIsIt(at(0), [], 0.7)).toEqual({ outcome: 'unknown' });
  });

  it('agrees with sorting everybody by distance', () => {
    const direction = fc.integer({ min: 0, max: 85 }).map(at);
    const people = fc.array(fc.array(direction, { minLength: 1, maxLength: 3 }), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(direction, people, (probe, templateLists) => {
        const enrolled = templateLists.map((templates, index) => ({ id: `p${index}`, templates }));
        const distances = enrolled
          .map(({ templates }) => l2Distance(probe, personReference(templates)))
          .sort((a, b) => a - b);
        const match = whoIsIt(probe, enrolled, 1);
        expect(match.nearest?.distanceL2).toBe(distances[0]);
        expect(match.second?.distanceL2).toBe(distances[1]);
        expect(match.outcome).toBe(distances[0]! < 1 ? 'identified' : 'unknown');
      }),
    );
  });
});
