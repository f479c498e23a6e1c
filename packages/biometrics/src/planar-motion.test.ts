import { projectHead } from '@portero/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planarMotion } from './planar-motion.ts';

const FRONTAL = projectHead();
const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });

describe('the motion of a plane', () => {
  it('explains every way of holding a photograph', () => {
    const held = fc.record({ yawDegrees: angle(50), pitchDegrees: angle(50), rollDegrees: angle(180) });
    fc.assert(
      fc.property(held, fc.double({ min: 300, max: 1_500, noNaN: true }), (view, distanceMm) => {
        const flat = projectHead({ relief: 0 });
        expect(planarMotion(flat, projectHead({ ...view, distanceMm, relief: 0 })).residual).toBeLessThan(
          1e-6,
        );
      }),
    );
  });

  it('does not explain a head that turns or nods, and the less the further it turns', () => {
    const residuals = [5, 10, 20, 30].map(
      (yawDegrees) => planarMotion(FRONTAL, projectHead({ yawDegrees })).residual,
    );
    expect(residuals).toEqual([...residuals].sort((a, b) => a - b));
    expect(residuals[2]).toBeGreaterThan(0.02);
    expect(planarMotion(FRONTAL, projectHead({ pitchDegrees: 20 })).residual).toBeGreaterThan(0.02);
  });

  it('shows no change of view where a face only moves, comes nearer or leans', () => {
    const moved = projectHead({ rollDegrees: 25, centrePx: { x: 50, y: 70 } });
    expect(planarMotion(FRONTAL, moved).viewChange).toBeLessThan(1e-6);
    expect(planarMotion(FRONTAL, projectHead({ yawDegrees: 25 })).viewChange).toBeGreaterThan(0.05);
  });

  it('is refused for lists that cannot be compared', () => {
    const point = { x: 1, y: 1 };
    const line = FRONTAL.map(({ x }) => ({ x, y: 2 * x }));
    const notFinite = FRONTAL.map(() => ({ x: Number.NaN, y: 0 }));
    for (const [from, to] of [
      [FRONTAL, FRONTAL.slice(1)],
      [FRONTAL.slice(0, 4), FRONTAL.slice(0, 4)],
      [FRONTAL.map(() => point), FRONTAL],
      [line, FRONTAL],
      [FRONTAL, notFinite],
    ] as const) {
      expect(() => planarMotion(from, to)).toThrow(expect.objectContaining({ code: 'LANDMARKS_INVALID' }));
    }
  });
});
