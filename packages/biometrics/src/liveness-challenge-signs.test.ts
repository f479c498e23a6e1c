import { projectHead } from '@portero/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faceSigns } from './liveness-challenge-signs.ts';

const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });

describe('signs of a face', () => {
  it('are an open eye and no turn for a face that looks ahead', () => {
    const { eyeAspectRatio, headTurn, eyeSpanPx } = faceSigns(projectHead());
    expect(eyeAspectRatio).toBeCloseTo(0.34, 1);
    expect(headTurn).toBeCloseTo(0, 6);
    expect(eyeSpanPx).toBeCloseTo(89.3, 1);
  });

  it('grow with the turn of a head, to the side it turns to', () => {
    const turns = [-40, -25, -10, 0, 10, 25, 40].map(
      (yawDegrees) => faceSigns(projectHead({ yawDegrees })).headTurn,
    );
    expect(turns).toEqual([...turns].sort((a, b) => a - b));
    expect(turns[1]).toBeLessThan(-0.3);
    expect(turns[5]).toBeGreaterThan(0.3);
  });

  it('fall with the lids', () => {
    const ratios = [1, 0.7, 0.4, 0.1].map((eyesOpen) => faceSigns(projectHead({ eyesOpen })).eyeAspectRatio);
    expect(ratios).toEqual([...ratios].sort((a, b) => b - a));
    expect(ratios[3]).toBeLessThan(0.15);
  });

  it('of a photograph stay what they are however it is held: no tilt is a blink, no turn is a turn', () => {
    const held = fc.record({ yawDegrees: angle(45), pitchDegrees: angle(45), rollDegrees: angle(30) });
    const { eyeAspectRatio: openRatio } = faceSigns(projectHead({ relief: 0 }));
    fc.assert(
      fc.property(held, fc.double({ min: 350, max: 2_000, noNaN: true }), (view, distanceMm) => {
        const { headTurn, eyeAspectRatio } = faceSigns(projectHead({ ...view, distanceMm, relief: 0 }));
        expect(Math.abs(headTurn)).toBeLessThan(0.15);
        expect(eyeAspectRatio / openRatio).toBeGreaterThan(0.7);
      }),
      { numRuns: 1_000 },
    );
  });

  it('do not depend on where the face is, nor on how large', () => {
    const near = faceSigns(projectHead({ yawDegrees: 20, centrePx: { x: 10, y: 900 } }));
    const half = faceSigns(
      projectHead({ yawDegrees: 20 }).map(({ x, y }) => ({ x: x / 2 + 7, y: y / 2 - 3 })),
    );
    expect(half.headTurn).toBeCloseTo(near.headTurn, 9);
    expect(half.eyeAspectRatio).toBeCloseTo(near.eyeAspectRatio, 9);
  });

  it('are refused for points that are no face', () => {
    const face = projectHead();
    const wrong = [
      face.slice(1),
      [],
      face.map(() => ({ x: 1, y: 1 })),
      face.map(({ x, y }) => ({ x: -x, y })),
      face.map((point, index) => (index === 40 ? { x: Number.NaN, y: 0 } : point)),
      face.map(({ x }) => ({ x, y: 5 })),
    ];
    for (const landmarks of wrong) {
      expect(() => faceSigns(landmarks)).toThrow(expect.objectContaining({ code: 'LANDMARKS_INVALID' }));
    }
  });
});
