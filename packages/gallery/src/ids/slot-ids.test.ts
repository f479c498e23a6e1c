import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { bucketOf } from '../bucket.ts';
import { bucketOfWords, ID_WORDS } from './id-words.ts';
import { PersonSlots } from './person-slots.ts';
import { SlotIds } from './slot-ids.ts';

const IDS = [
  ...Array.from({ length: 3_000 }, () => randomUUID()),
  'ada',
  '',
  '0198C0DE-0000-7000-8000-0000000000FF',
  '0198c0de-0000-7000-8000-00000000000g',
  '0198c0de+0000-7000-8000-000000000001',
  'ffffffff-ffff-ffff-0000-000000000000',
  'ſ198c0de-0000-7000-8000-000000000001',
];

test('any id comes back as it was, in its bucket, until what has it goes', () => {
  const ids = new SlotIds();
  const persons = new PersonSlots(ids);
  for (const [slot, personId] of IDS.entries()) {
    ids.push(slot, { personId, templateId: IDS[IDS.length - 1 - slot]! });
    persons.add(slot);
  }
  expect(persons.persons).toBe(IDS.length);
  const words = new Uint32Array(ID_WORDS);
  for (const [slot, personId] of IDS.entries()) {
    expect(ids.at(slot)).toEqual({ personId, templateId: IDS[IDS.length - 1 - slot] });
    expect(bucketOfWords(ids.wordsOf(slot, words))).toBe(bucketOf(personId));
    expect(persons.of(personId)).toEqual([slot]);
  }
  expect(persons.of('nobody')).toEqual([]);
  for (let slot = IDS.length - 1; slot >= 0; slot--) {
    persons.remove(slot);
    ids.removeSlot(slot, slot);
    expect(persons.of(IDS[slot]!)).toEqual([]);
  }
  expect(persons.persons).toBe(0);
  expect(ids.find('ada', words)).toBe(false);
});
