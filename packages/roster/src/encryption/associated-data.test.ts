import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personKeyBinding, templateBinding } from './associated-data.ts';

const identity = fc.record({
  id: fc.uuid(),
  personId: fc.uuid(),
  modelId: fc.string().map((text) => text.replaceAll('\0', '')),
  dimension: fc.integer({ min: 1, max: 1024 }),
});

describe('what a template is bound to', () => {
  it('is the same for the same template, however its ids are written, and for no other', () => {
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        const upper = { ...one, id: one.id.toUpperCase(), personId: one.personId.toUpperCase() };
        expect(templateBinding(upper)).toEqual(templateBinding(one));
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(templateBinding(one).equals(templateBinding(other))).toBe(same);
      }),
    );
  });

  it('changes with each part of it', () => {
    const one = { id: 'a', personId: 'b', modelId: 'c', dimension: 1 };
    const others = [
      { id: 'x' },
      { personId: 'x' },
      { modelId: 'x' },
      { dimension: 2 },
      { id: 'b', personId: 'a' },
    ];
    for (const other of others)
      expect(templateBinding({ ...one, ...other })).not.toEqual(templateBinding(one));
  });

  it('is not what a key is bound to', () => {
    expect(personKeyBinding('a', 'b')).not.toEqual(personKeyBinding('b', 'a'));
    expect(personKeyBinding('a', 'b').toString()).toMatch(/^portero person key v1\0/);
  });
});
