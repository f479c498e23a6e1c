import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TemplateStore } from './template-store.ts';

const embedding = (value: number) => Float32Array.of(value, -value, value / 2, 1, 0);

describe('TemplateStore', () => {
  test('keeps every label on its own vector however templates come and go', () => {
    const operation = fc.record({ person: fc.integer({ min: 0, max: 9 }), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const store = new TemplateStore(5);
        const expected = new Map<number, { person: number; value: number }>();
        for (const [value, { person, remove }] of operations.entries()) {
          if (remove) {
            for (const label of store.removePerson(`p${person}`)) {
              expect(expected.get(label)?.person).toBe(person);
              expected.delete(label);
            }
          } else {
            const template = { personId: `p${person}`, templateId: `t${value}`, embedding: embedding(value) };
            expected.set(store.add(template), { person, value });
          }
        }
        expect(store.size).toBe(expected.size);
        expect(store.persons).toBe(new Set([...expected.values()].map(({ person }) => person)).size);
        for (const [label, { person, value }] of expected) {
          const slot = store.slotOf(label)!;
          expect(store.at(slot)).toEqual({ personId: `p${person}`, templateId: `t${value}`, label });
          expect(store.vectorAt(slot)).toEqual(embedding(value));
        }
      }),
    );
  });

  test('computes squared distances of any dimension', () => {
    const vectors = fc.integer({ min: 1, max: 13 }).chain((length) => {
      const vector = fc.float32Array({ minLength: length, maxLength: length, min: -2, max: 2, noNaN: true });
      return fc.tuple(vector, vector, vector);
    });
    fc.assert(
      fc.property(vectors, ([first, second, probe]) => {
        const store = new TemplateStore(probe.length);
        store.add({ personId: 'p', templateId: 't1', embedding: first });
        store.add({ personId: 'p', templateId: 't2', embedding: second });
        const expected = second.reduce((sum, value, index) => sum + (value - probe[index]!) ** 2, 0);
        expect(store.squaredDistance(1, probe)).toBeCloseTo(expected, 4);
      }),
    );
  });

  test('gives a snapshot that later changes do not touch', () => {
    const store = new TemplateStore(5);
    store.add({ personId: 'p', templateId: 't', embedding: embedding(1) });
    const { labels, vectors } = store.snapshot();
    store.removePerson('p');
    store.add({ personId: 'q', templateId: 't', embedding: embedding(2) });
    expect([[...labels], vectors]).toEqual([[0], embedding(1)]);
  });
});
