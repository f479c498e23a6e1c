import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinCurve } from './thin-curve.ts';

const coordinate = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: -5, max: 5, noNaN: true }));
const curve = fc.array(fc.record({ x: coordinate, y: coordinate }), { maxLength: 200 });

describe('thinCurve', () => {
  it('keeps both ends, the order and at most the points that were asked for', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 3, max: 40 }), (points, maxPoints) => {
        const thinned = thinCurve(points, (point) => point, maxPoints);
        expect(thinned.length).toBeLessThanOrEqual(maxPoints);
        expect(thinned[0]).toBe(points[0]);
        expect(thinned.at(-1)).toBe(points.at(-1));
        const positions = thinned.map((point) => points.indexOf(point));
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
      }),
    );
  });

  it('leaves a rising curve no gap wider than its drawn length over the points', () => {
    const steps = fc.array(
      fc.record({
        x: fc.double({ min: 0, max: 1, noNaN: true }),
        y: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 60, maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (moves) => {
        let at = { x: 0, y: 0 };
        const points = moves.map((move) => {
          at = { x: at.x + move.x, y: at.y + move.y };
          return at;
        });
        const first = points[0]!;
        const last = points.at(-1)!;
        fc.pre(last.x > first.x && last.y > first.y);
        const thinned = new Set(thinCurve(points, (point) => point, 50));
        let behind = first;
        for (const point of points) {
          if (thinned.has(point)) behind = point;
          const gap = (point.x - behind.x) / (last.x - first.x) + (point.y - behind.y) / (last.y - first.y);
          // A rising curve is 2 long: the whole of each axis once.
          expect(gap).toBeLessThan(2 / 48 + 1e-9);
        }
      }),
    );
  });

  it('refuses a place that no chart has', () => {
    const points = Array.from({ length: 10 }, (_, index) => ({ x: index, y: -1 / 0 }));
    expect(() => thinCurve(points, (point) => point, 5)).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
    );
  });
});
