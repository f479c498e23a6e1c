import { describe, expect, it } from 'vitest';
import { fivePointsFrom68, intersectionOverUnion } from './geometry.ts';

describe('fivePointsFrom68', () => {
  it('takes the means of the eyes, the nose tip and the mouth corners', () => {
    const landmarks = Array.from({ length: 68 }, (_, index) => ({ x: index, y: 100 - index }));
    expect(fivePointsFrom68(landmarks)).toEqual([
      { x: 38.5, y: 61.5 },
      { x: 44.5, y: 55.5 },
      { x: 30, y: 70 },
      { x: 48, y: 52 },
      { x: 54, y: 46 },
    ]);
  });

  it('refuses another number of landmarks', () => {
    expect(() => fivePointsFrom68([{ x: 0, y: 0 }])).toThrow(
      expect.objectContaining({ code: 'LANDMARKS_INVALID' }),
    );
  });
});

describe('intersectionOverUnion', () => {
  it('is 1 for a box with itself, 0 for boxes that only touch, a third for half overlapping ones', () => {
    const box = { x: 0, y: 0, width: 2, height: 2 };
    expect(intersectionOverUnion(box, box)).toBe(1);
    expect(intersectionOverUnion(box, { ...box, x: 2 })).toBe(0);
    expect(intersectionOverUnion(box, { ...box, x: 1 })).toBeCloseTo(1 / 3, 12);
  });
});
