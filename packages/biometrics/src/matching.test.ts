import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Distance } from './distance.ts';
import { isSamePerson, verify, whoIsIt } from './matching.ts';

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

describe('whoIsIt', () => {
  const database = [
    { id: 'p1', templates: [[5], [1]] },
    { id: 'p2', templates: [[2], [9]] },
    { id: 'p3', templates: [] },
  ];

  it('takes the nearest template of each person and names the second person', () => {
    expect(whoIsIt([1.1], database, 0.7)).toEqual({
      outcome: 'identified',
      nearest: { id: 'p1', distanceL2: expect.closeTo(0.1, 12) },
      second: { id: 'p2', distanceL2: expect.closeTo(0.9, 12) },
      marginL2: expect.closeTo(0.8, 12),
    });
  });

  it('never lets a second template of the nearest person be the second person', () => {
    const match = whoIsIt([0], [{ id: 'p1', templates: [[0.1], [0.2]] }], 0.7);
    expect(match).toEqual({
      outcome: 'identified',
      nearest: { id: 'p1', distanceL2: 0.1 },
      marginL2: Number.POSITIVE_INFINITY,
    });
  });

  it('turns a stranger away but says who was nearest', () => {
    expect(whoIsIt([20], database, 0.7)).toMatchObject({ outcome: 'unknown', nearest: { id: 'p2' } });
  });

  it('knows nobody in an empty database', () => {
    expect(whoIsIt([1], [], 0.7)).toEqual({ outcome: 'unknown' });
  });

  it('agrees with sorting everybody by distance', () => {
    const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
    const vector = fc.tuple(coordinate, coordinate);
    const people = fc.array(fc.array(vector, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(vector, people, (probe, templateLists) => {
        const enrolled = templateLists.map((templates, index) => ({ id: `p${index}`, templates }));
        const distances = enrolled
          .map(({ templates }) => Math.min(...templates.map((template) => l2Distance(probe, template))))
          .sort((a, b) => a - b);
        const match = whoIsIt(probe, enrolled, 1);
        expect(match.nearest?.distanceL2).toBe(distances[0]);
        expect(match.second?.distanceL2).toBe(distances[1]);
        expect(match.outcome).toBe(distances[0]! < 1 ? 'identified' : 'unknown');
      }),
    );
  });
});
