import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { l2Distance, l2Normalise } from './distance.ts';
import { personDistance, personReference } from './person-reference.ts';

const direction = fc
  .array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 })
  .map(l2Normalise);

describe('the reference of a person', () => {
  test('is the template itself where there is one', () => {
    fc.assert(
      fc.property(direction, (template) => {
        expect(l2Distance(personReference([template]), template)).toBeLessThan(1e-6);
      }),
    );
  });

  test('lies between the templates, nearer to each than they are to each other', () => {
    fc.assert(
      fc.property(direction, direction, (one, other) => {
        const reference = personReference([one, other]);
        const apart = l2Distance(one, other);
        expect(l2Distance(reference, one)).toBeCloseTo(l2Distance(reference, other), 5);
        expect(l2Distance(reference, one)).toBeLessThanOrEqual(apart + 1e-6);
        expect(Math.hypot(...reference)).toBeCloseTo(1, 6);
      }),
    );
  });

  test('takes no notice of the order of the templates', () => {
    fc.assert(
      fc.property(fc.array(direction, { minLength: 1, maxLength: 6 }), direction, (templates, probe) => {
        const distance = personDistance(probe, templates)!;
        expect(personDistance(probe, templates.toReversed())).toBeCloseTo(distance, 6);
      }),
    );
  });

  test('is nowhere for somebody without templates', () => {
    expect(personDistance([1, 0], [])).toBeUndefined();
    expect(() => personReference([])).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });

  test('is refused where templates cancel out', () => {
    expect(() =>
      personReference([
        [1, 0],
        [-1, 0],
      ]),
    ).toThrow(expect.objectContaining({ code: 'VECTOR_INVALID' }));
  });
});
