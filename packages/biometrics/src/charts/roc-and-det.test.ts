import { describe, expect, it } from 'vitest';
import { errorCurve } from '../error-curve.ts';
import { detPoints, normalDeviate, rocPoints } from './roc-and-det.ts';

describe('rocPoints and detPoints', () => {
  const pairs = Array.from({ length: 4000 }, (_, index) => ({
    distance: ((index * 0.618034) % 1) + (index % 2) * 0.4,
    mated: index % 2 === 0,
  }));
  const curve = errorCurve(pairs);

  it('are points of the curve, from nobody to everybody, few enough to draw', () => {
    expect(curve.points.length).toBeGreaterThan(3000);
    for (const points of [rocPoints(curve), detPoints(curve)]) {
      expect(points.length).toBeLessThanOrEqual(300);
      expect(points[0]).toMatchObject({ fmr: 0 });
      expect(points.at(-1)).toMatchObject({ fmr: 1 });
    }
    const byThreshold = new Map(curve.points.map((point) => [point.threshold, point]));
    for (const { threshold, fmr, tar } of rocPoints(curve)) {
      const exact = byThreshold.get(threshold)!;
      expect([fmr, tar]).toEqual([exact.fmr, 1 - exact.fnmr]);
    }
    for (const point of detPoints(curve)) expect(byThreshold.get(point.threshold)).toMatchObject(point);
  });

  it('keeps points at the small rates that a door works at', () => {
    expect(detPoints(curve).filter(({ fmr }) => fmr <= 0.01).length).toBeGreaterThan(10);
  });
});

describe('normalDeviate', () => {
  it('is odd about one half and infinite at the ends', () => {
    expect(normalDeviate(0.5)).toBeCloseTo(0, 12);
    expect(normalDeviate(0.025)).toBeCloseTo(-1.959963984540054, 9);
    expect(normalDeviate(0.975)).toBeCloseTo(1.959963984540054, 9);
    expect(normalDeviate(1e-6)).toBeCloseTo(-4.753424308822899, 6);
    expect([normalDeviate(0), normalDeviate(1)]).toEqual([-1 / 0, 1 / 0]);
  });
});
