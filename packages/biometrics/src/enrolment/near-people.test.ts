import fc from 'fast-check';
import { expect, it } from 'vitest';
import { l2Distance } from '../distance.ts';
import { nearPeople } from './near-people.ts';

const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 70, maxLength: 70 });

it('finds exactly those with a template below the limit, nearest first', () => {
  fc.assert(
    fc.property(
      fc.array(vector, { minLength: 1, maxLength: 3 }),
      fc.array(fc.array(vector, { maxLength: 3 }), { maxLength: 5 }),
      fc.double({ min: 3, max: 9, noNaN: true }),
      (faces, people, limitL2) => {
        const others = people.map((templates, id) => ({ id: String(id), templates }));
        const expected = others
          .map(({ id, templates }) => ({
            id,
            distanceL2: Math.min(...faces.flatMap((face) => templates.map((each) => l2Distance(face, each)))),
          }))
          .filter(({ distanceL2 }) => distanceL2 < limitL2)
          .toSorted((a, b) => a.distanceL2 - b.distanceL2);
        const found = nearPeople(faces, others, limitL2);
        expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        for (const [index, { distanceL2 }] of found.entries()) {
          expect(distanceL2).toBeCloseTo(expected[index]!.distanceL2, 9);
        }
      },
    ),
  );
});

it('takes a face at the limit, of another length, or that is no number for nobody', () => {
  const others = [{ id: 'a', templates: [[1, 0]] }];
  expect(nearPeople([[0, 0]], others, 1)).toEqual([]);
  expect(nearPeople([[0, 0]], others, 1.001)).toEqual([{ id: 'a', distanceL2: 1 }]);
  expect(nearPeople([[0, 0, 0]], others, 9)).toEqual([]);
  expect(nearPeople([[Number.NaN, 0]], others, 9)).toEqual([]);
});
