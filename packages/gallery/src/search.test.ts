import { FaceLikePeople } from '@portero/benchmark';
import { describe, expect, test } from 'vitest';
import { SearchBounds, scan, searchSketches } from './search.ts';
import { TemplateStore } from './template-store.ts';
import { GROUP } from './vectors/vector-blocks.ts';

/** More than a group of blocks, and a last block that is not full. */
const PEOPLE = 9_500;

describe.each([
  ['one memory', {}],
  ['two memories', { shelfSlots: GROUP }],
])('a search by sketches in %s', (_where, options) => {
  const people = new FaceLikePeople({ dimension: 64, seed: 3 });
  const store = new TemplateStore({ dimension: 64, ...options });
  for (let person = 0; person < PEOPLE; person++) {
    const personId = `p${person}`;
    store.add({ personId, templateId: personId, embedding: people.reference(person) });
  }
  const bounds = new SearchBounds(1e-4);

  test('finds everybody where they are after others have gone', () => {
    for (const person of [3, 8_191, PEOPLE - 1]) store.removePerson(`p${person}`);
    for (const person of [3, 8_191, PEOPLE - 1]) {
      const personId = `p${person}`;
      store.add({ personId, templateId: personId, embedding: people.reference(person) });
    }
    for (const person of [3, 8_191, 8_192, PEOPLE - 1, PEOPLE - 2]) {
      const personId = `p${person}`;
      const found = searchSketches(store, people.reference(person), { k: 1 }, bounds);
      expect(found).toEqual([{ personId, templateId: personId, distanceL2: 0 }]);
    }
  });

  test('finds whom an exact scan finds, at the same distances', () => {
    for (let index = 0; index < 200; index++) {
      // Every other one is a stranger.
      const probe = people.probe(index % 2 === 0 ? index * 47 : PEOPLE + index);
      expect(searchSketches(store, probe, { k: 3 }, bounds)).toEqual(scan(store, probe, 3));
    }
  });

  test('finds everybody within the distance that matters, and says of nobody that they are nearer than they are', () => {
    let beyond = 0;
    for (let index = 0; index < 200; index++) {
      const probe = people.probe(index % 2 === 0 ? index * 47 : PEOPLE + index);
      const found = searchSketches(store, probe, { k: 3, withinL2: 0.8 }, bounds);
      const expected = scan(store, probe, 3);
      const near = expected.filter(({ distanceL2 }) => distanceL2 < 0.8);
      expect(found.slice(0, near.length)).toEqual(near);
      for (const [rank, { distanceL2 }] of found.entries()) {
        expect(distanceL2).toBeGreaterThanOrEqual(expected[rank]!.distanceL2);
      }
      beyond += 3 - near.length;
    }
    expect(beyond).toBeGreaterThan(100);
  });

  test('finds the nearest and everybody who is hardly farther, where only they matter', () => {
    const marginL2 = 0.1;
    let [within, beyond] = [0, 0];
    for (let index = 0; index < 400; index++) {
      const probe = people.probe(index % 2 === 0 ? index * 23 : PEOPLE + index);
      const found = searchSketches(store, probe, { k: 3, marginL2 }, bounds);
      const expected = scan(store, probe, 3);
      const near = expected.filter(({ distanceL2 }) => distanceL2 < expected[0]!.distanceL2 + marginL2);
      expect(found.slice(0, near.length)).toEqual(near);
      for (const [rank, { distanceL2 }] of found.entries()) {
        expect(distanceL2).toBeGreaterThanOrEqual(expected[rank]!.distanceL2);
      }
      within += near.length - 1;
      beyond += 3 - near.length;
    }
    expect([within > 100, beyond > 100]).toEqual([true, true]);
  });

  test('finds the same for probes of any length', () => {
    for (const length of [0.3, 2]) {
      const probe = people.probe(11).map((value) => value * length);
      expect(searchSketches(store, probe, { k: 2 }, bounds)).toEqual(scan(store, probe, 2));
    }
  });

  test('compares everybody with a probe that has no direction', () => {
    const [nearest] = searchSketches(store, new Float32Array(64), { k: 1 }, bounds);
    expect(nearest).toEqual(
      expect.objectContaining({ distanceL2: scan(store, new Float32Array(64), 1)[0]!.distanceL2 }),
    );
  });
});
