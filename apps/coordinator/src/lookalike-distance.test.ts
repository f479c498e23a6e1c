import { describe, expect, it } from 'vitest';
import { lookalikeDistanceL2 } from './lookalike-distance.ts';

const PROBE = Float32Array.of(1, 0);
const templates = [Float32Array.of(0.6, 0.8), Float32Array.of(-0.6, 0.8)];

describe('how near a face is to a lookalike', () => {
  it('is the distance to their templates fused, or not known when they have none', () => {
    expect(lookalikeDistanceL2({ templates, unreadable: 0 }, PROBE)).toBeCloseTo(Math.SQRT2, 6);
    expect(lookalikeDistanceL2({ templates: [], unreadable: 0 }, PROBE)).toBeUndefined();
  });

  it('is nothing as soon as one of their templates cannot be read', () => {
    expect(lookalikeDistanceL2({ templates, unreadable: 1 }, PROBE)).toBe(0);
    expect(lookalikeDistanceL2({ templates: [], unreadable: 1 }, PROBE)).toBe(0);
  });
});
