import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Distance, l2Normalise } from './distance.ts';
import { fuseTemplates } from './fuse-templates.ts';

const number = fc.double({ min: -1, max: 1, noNaN: true });
const direction = fc
  .array(number, { minLength: 8, maxLength: 8 })
  .filter((values) => Math.hypot(...values) > 0.1)
  .map((values) => l2Normalise(values));
const near = fc
  .tuple(direction, fc.array(direction, { minLength: 1, maxLength: 5 }))
  .map(([person, noise]) =>
    noise.map((each) => l2Normalise(person.map((value, index) => value + 0.5 * each[index]!))),
  );

describe('fuseTemplates', () => {
  it('gives a template back as it is, whatever its length and weight', () => {
    expect([...fuseTemplates([{ embedding: [3, 4], weight: 0.2 }])]).toEqual([
      expect.closeTo(0.6),
      expect.closeTo(0.8),
    ]);
  });

  it('takes the mean of the directions, nearer to the better picture', () => {
    const fused = fuseTemplates([
      { embedding: [10, 0], weight: 0.75 },
      { embedding: [0, 1], weight: 0.25 },
    ]);
    expect(fused[0]! / fused[1]!).toBeCloseTo(3);
    expect(Math.hypot(...fused)).toBeCloseTo(1);
  });

  it('counts all alike when no weight says otherwise', () => {
    const fused = fuseTemplates([
      { embedding: [1, 0], weight: 0 },
      { embedding: [0, 1], weight: 0 },
    ]);
    expect(fused[0]).toBeCloseTo(fused[1]!);
  });

  it('is never farther from anybody than the farthest of its pictures', () => {
    fc.assert(
      fc.property(near, direction, (pictures, person) => {
        const fused = fuseTemplates(pictures.map((embedding, index) => ({ embedding, weight: index + 1 })));
        const farthest = Math.max(...pictures.map((picture) => l2Distance(picture, person)));
        // Within 90° of the person: there the mean of directions stays inside the cone around them.
        return farthest > Math.SQRT2 || l2Distance(fused, person) <= farthest + 1e-6;
      }),
    );
  });

  it.each([
    ['nothing', []],
    ['a negative weight', [{ embedding: [1, 0], weight: -1 }]],
    ['a weight that is no number', [{ embedding: [1, 0], weight: Number.NaN }]],
    [
      'templates of two models',
      [
        { embedding: [1, 0], weight: 1 },
        { embedding: [1, 0, 0], weight: 1 },
      ],
    ],
    ['a template without a direction', [{ embedding: [0, 0], weight: 1 }]],
    [
      'templates that cancel out',
      [
        { embedding: [1, 0], weight: 1 },
        { embedding: [-1, 0], weight: 1 },
      ],
    ],
  ])('refuses %s', (_name, templates) => {
    expect(() => fuseTemplates(templates)).toThrow(expect.objectContaining({ name: 'BiometricsError' }));
  });
});
