import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitForAdaptation } from './split-people.ts';

const people = fc
  .uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), count: fc.integer({ min: 1, max: 3 }) }), {
    selector: ({ id }) => id,
    maxLength: 60,
  })
  .map((list) => list.map(({ id, count }) => ({ id, templates: Array.from({ length: count }, () => [1]) })));

describe('the split of people', () => {
  it('puts everybody into exactly one set, whatever the order in which they come', () => {
    fc.assert(
      fc.property(people, (list) => {
        const split = splitForAdaptation(list);
        const all = [...split.training, ...split.validation, ...split.heldOut].map(({ id }) => id);
        expect(all.toSorted()).toEqual(list.map(({ id }) => id).toSorted());
        const reversed = splitForAdaptation(list.toReversed());
        expect(reversed.heldOut.map(({ id }) => id)).toEqual(split.heldOut.map(({ id }) => id));
      }),
    );
  });

  it('holds out half of those with several templates, and half of the others', () => {
    const list = Array.from({ length: 80 }, (_, index) => ({
      id: `0198c0de-0000-7000-8000-${String(index).padStart(12, '0')}`,
      templates: index < 40 ? [[1], [1]] : [[1]],
    }));
    const several = (set: readonly { templates: readonly unknown[] }[]) =>
      set.filter(({ templates }) => templates.length > 1).length;
    const { training, validation, heldOut } = splitForAdaptation(list);
    expect([training, validation, heldOut].map((set) => set.length)).toEqual([30, 10, 40]);
    expect([training, validation, heldOut].map(several)).toEqual([15, 5, 20]);
  });
});
