import { describe, expect, it } from 'vitest';
import { lookalikeDistanceL2 } from './lookalike-distance.ts';

const PROBE = Float32Array.of(0, 0);
const templates = [Float32Array.of(3, 4), Float32Array.of(0, 2)];

describe('how near a face is to a lookalike', () => {
  it('is the distance to their nearest template, or not known when they have none', () => {
    expect(lookalikeDistanceL2({ templates, unreadable: 0 }, PROBE)).toBe(2);
    expect(lookalikeDistanceL2({ templates: [], unreadable: 0 }, PROBE)).toBeUndefined();
  });

  it('is nothing as soon as one of their templates cannot be read', () => {
    expect(lookalikeDistanceL2({ templates, unreadable: 1 }, PROBE)).toBe(0);
    expect(lookalikeDistanceL2({ templates: [], unreadable: 1 }, PROBE)).toBe(0);
  });
});
