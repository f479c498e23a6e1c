import { describe, expect, it } from 'vitest';
import { expectedFpir, fmrForFpir } from './gallery-formula.ts';

describe('false-positive identification', () => {
  it('lets 63 % of strangers in at FMR 1e-3 and a thousand enrolled', () => {
    expect(expectedFpir(1e-3, 1000)).toBeCloseTo(0.632, 3);
  });

  it('stays exact for tiny rates, and inverts', () => {
    expect(expectedFpir(1e-12, 10)).toBeCloseTo(1e-11, 20);
    expect(fmrForFpir(expectedFpir(3e-6, 5000), 5000)).toBeCloseTo(3e-6, 15);
  });
});
