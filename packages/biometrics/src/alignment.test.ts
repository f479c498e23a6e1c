import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignmentResidualPx, alignmentTransform, applyTransform, invertTransform } from './alignment.ts';
import { ARCFACE_112, DLIB_150 } from './alignment-templates.ts';
import type { FivePoints, Point } from './geometry.ts';

const similarity = fc
  .record({
    scale: fc.double({ min: 0.05, max: 20, noNaN: true }),
    angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    tx: fc.double({ min: -2000, max: 2000, noNaN: true }),
    ty: fc.double({ min: -2000, max: 2000, noNaN: true }),
  })
  .map(({ scale, angle, tx, ty }) => ({ a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx, ty }));

const jitter = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 10, maxLength: 10 });

function mapFive(points: FivePoints, move: (point: Point, index: number) => Point): FivePoints {
  return points.map(move) as unknown as FivePoints;
}

describe('alignmentTransform', () => {
  it('recovers any similarity from the points it moved', () => {
    fc.assert(
      fc.property(similarity, fc.constantFrom(ARCFACE_112, DLIB_150), (truth, template) => {
        const image = mapFive(template.points, (point) => applyTransform(invertTransform(truth), point));
        const found = alignmentTransform(image, template);
        expect(found.a).toBeCloseTo(truth.a, 6);
        expect(found.b).toBeCloseTo(truth.b, 6);
        image.forEach((point, index) => {
          const moved = applyTransform(found, point);
          expect(moved.x).toBeCloseTo(template.points[index]!.x, 6);
          expect(moved.y).toBeCloseTo(template.points[index]!.y, 6);
        });
        expect(alignmentResidualPx(image, template, found)).toBeLessThan(1e-6);
      }),
    );
  });

  it('is the least-squares optimum: no nearby similarity leaves a smaller residual', () => {
    fc.assert(
      fc.property(similarity, jitter, (truth, noise) => {
        const image = mapFive(ARCFACE_112.points, (point, index) => {
          const noisy = { x: point.x + noise[2 * index]!, y: point.y + noise[2 * index + 1]! };
          return applyTransform(invertTransform(truth), noisy);
        });
        const best = alignmentTransform(image, ARCFACE_112);
        const residual = alignmentResidualPx(image, ARCFACE_112, best);
        for (const key of ['a', 'b', 'tx', 'ty'] as const) {
          for (const step of [-1e-3, 1e-3]) {
            const other = { ...best, [key]: best[key] + step };
            expect(alignmentResidualPx(image, ARCFACE_112, other)).toBeGreaterThanOrEqual(residual - 1e-9);
          }
        }
      }),
    );
  });

  it('leaves the template itself where it is', () => {
    const { a, b, tx, ty } = alignmentTransform(ARCFACE_112.points, ARCFACE_112);
    expect([a, b, tx, ty].map((value) => Math.round(value * 1e9) / 1e9 + 0)).toEqual([1, 0, 0, 0]);
  });

  const same = { x: 7, y: 7 };
  const centre = { x: 50, y: 50 };
  it.each([
    ['coincide', [same, same, same, same, same]],
    ['hold NaN', [{ x: Number.NaN, y: 0 }, same, same, centre, centre]],
    ['hold infinity', [{ x: Number.POSITIVE_INFINITY, y: 0 }, same, same, centre, centre]],
  ] as [string, FivePoints][])('refuses points that %s', (_, points) => {
    expect(() => alignmentTransform(points, ARCFACE_112)).toThrow(
      expect.objectContaining({ code: 'ALIGNMENT_DEGENERATE' }),
    );
  });
});

describe('invertTransform', () => {
  it('undoes the transform', () => {
    fc.assert(
      fc.property(similarity, fc.double({ min: -500, max: 500, noNaN: true }), (transform, value) => {
        const there = applyTransform(transform, { x: value, y: -value });
        const back = applyTransform(invertTransform(transform), there);
        expect(back.x).toBeCloseTo(value, 6);
        expect(back.y).toBeCloseTo(-value, 6);
      }),
    );
  });

  it('refuses a scale of 0', () => {
    expect(() => invertTransform({ a: 0, b: 0, tx: 1, ty: 1 })).toThrow(
      expect.objectContaining({ code: 'ALIGNMENT_DEGENERATE' }),
    );
  });
});
