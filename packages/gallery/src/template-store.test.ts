import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TemplateStore } from './template-store.ts';
import { lengthOf } from './vectors/vector-length.ts';

const embedding = (value: number) => Float32Array.of(value, -value, value / 2, 1, 0);

describe('TemplateStore', () => {
  test('keeps every template on its own vector however they come and go', () => {
    const operation = fc.record({ person: fc.integer({ min: 0, max: 9 }), remove: fc.boolean() });
    // Half of them as the roster has them.
    const idOf = (person: number) =>
      person % 2 === 0 ? `0198c0de-0000-7000-8000-00000000000${person}` : `p${person}`;
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const store = new TemplateStore({ dimension: 5 });
        const expected = new Map<string, { person: number; value: number }>();
        for (const [value, { person, remove }] of operations.entries()) {
          if (remove) {
            const had = [...expected].filter(([, each]) => each.person === person);
            expect(store.removePerson(idOf(person))).toBe(had.length > 0);
            for (const [templateId] of had) expected.delete(templateId);
          } else {
            const templateId = `t${value}`;
            store.add({ personId: idOf(person), templateId, embedding: embedding(value) });
            expected.set(templateId, { person, value });
          }
        }
        expect(store.size).toBe(expected.size);
        expect(store.persons).toBe(new Set([...expected.values()].map(({ person }) => person)).size);
        for (let slot = 0; slot < store.size; slot++) {
          const { personId, templateId } = store.at(slot);
          const { person, value } = expected.get(templateId)!;
          expect(personId).toBe(idOf(person));
          expect(store.slotsOf(personId)).toContain(slot);
          expect(store.vectors.vectorAt(slot)).toEqual(embedding(value));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('computes squared distances of any dimension', () => {
    const vectors = fc.integer({ min: 1, max: 37 }).chain((length) => {
      const vector = fc.float32Array({ minLength: length, maxLength: length, min: -2, max: 2, noNaN: true });
      return fc.tuple(vector, vector, vector);
    });
    fc.assert(
      fc.property(vectors, ([first, second, probe]) => {
        const store = new TemplateStore({ dimension: probe.length });
        store.add({ personId: 'p', templateId: 'first', embedding: first });
        store.add({ personId: 'p', templateId: 'second', embedding: second });
        store.vectors.setProbe(probe, lengthOf(probe));
        for (const [slot, vector] of [first, second].entries()) {
          const squares = vector.map((value, index) => (value - probe[index]!) ** 2);
          expect(store.vectors.squaredDistance(slot)).toBeCloseTo(
            squares.reduce((sum, square) => sum + square, 0),
            3,
          );
        }
      }),
      { numRuns: 30 },
    );
  });
});
