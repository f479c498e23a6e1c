import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogram } from './histogram.ts';

const value = fc.oneof(
  fc.double({ min: -1, max: 3, noNaN: true }),
  fc.integer({ min: -10, max: 30 }).map((tenths) => tenths / 10),
  fc.constant(Number.POSITIVE_INFINITY),
);

describe('histogram', () => {
  it('counts each bin like a look at every value, and loses none', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (values, bins) => {
        const { counts, below, above, total } = histogram(values, { from: 0, to: 2, bins });
        const edge = (index: number) => (2 * index) / bins;
        expect(counts).toEqual(
          counts.map(
            (_, bin) =>
              values.filter(
                (each) => each >= edge(bin) && (each < edge(bin + 1) || (bin === bins - 1 && each === 2)),
              ).length,
          ),
        );
        expect(below).toBe(values.filter((each) => each < 0).length);
        expect(counts.reduce((sum, count) => sum + count, below + above)).toBe(total);
        expect(total).toBe(values.length);
      }),
    );
  });

  it('refuses NaN, an empty range and no bins', () => {
    expect(() => histogram([Number.NaN])).toThrow(expect.objectContaining({ code: 'SCORES_INVALID' }));
    const invalid = expect.objectContaining({ code: 'ARGUMENT_INVALID' });
    expect(() => histogram([1], { from: 1, to: 1 })).toThrow(invalid);
    expect(() => histogram([1], { bins: 0 })).toThrow(invalid);
  });
});
