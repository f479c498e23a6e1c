import { BUCKETS } from '../bucket.ts';
import { bucketOfWords, ID_WORDS } from './id-words.ts';
import { NO_SLOT, PersonTable } from './person-table.ts';
import type { SlotIds } from './slot-ids.ts';

/**
 * Which slots the templates of each person lie in: a table for each bucket of people, as one of a million would stop everything
 * when it grows, and from the first slot of a person a chain through the others.
 *
 * Invariant: a person is known exactly while there is a slot of theirs.
 */
export class PersonSlots {
  readonly #ids: SlotIds;
  readonly #buckets: readonly PersonTable[];
  readonly #words = new Uint32Array(ID_WORDS);
  #persons = 0;

  constructor(ids: SlotIds) {
    this.#ids = ids;
    this.#buckets = Array.from({ length: BUCKETS }, () => new PersonTable(ids));
  }

  get persons(): number {
    return this.#persons;
  }

  of(personId: string): number[] {
    return this.#ids.find(personId, this.#words) ? this.ofWords(this.#words) : [];
  }

  /** A template is in this slot now, and the ids say whose. */
  add(slot: number): void {
    const table = this.#tableOf(this.#ids.wordsOf(slot, this.#words));
    const first = table.find(this.#words);
    this.#ids.setNext(slot, first);
    table.set(this.#words, slot);
    if (first === NO_SLOT) this.#persons++;
  }

  /** The template in this slot goes; the ids still say whose it is. */
  remove(slot: number): void {
    const next = this.#ids.nextOf(slot);
    const table = this.#tableOf(this.#ids.wordsOf(slot, this.#words));
    if (next !== NO_SLOT || table.find(this.#words) !== slot) {
      this.#relink(table, slot, next);
    } else {
      table.delete(this.#words);
      this.#persons--;
    }
  }

  /** The template in one slot goes to another; the ids still have it where it was. */
  move(from: number, to: number): void {
    this.#relink(this.#tableOf(this.#ids.wordsOf(from, this.#words)), from, to);
  }

  /** The ids of the people of a bucket, in four words each. */
  inBucket(bucket: number): Uint32Array {
    const slots = this.#buckets[bucket]!.slots();
    const words = new Uint32Array(ID_WORDS * slots.length);
    for (let index = 0; index < slots.length; index++) {
      words.set(this.#ids.wordsOf(slots[index]!, this.#words), ID_WORDS * index);
    }
    return words;
  }

  /** @param words of an id, as `inBucket` gives them */
  ofWords(words: Uint32Array): number[] {
    const slots: number[] = [];
    for (let slot = this.#tableOf(words).find(words); slot !== NO_SLOT; slot = this.#ids.nextOf(slot)) {
      slots.push(slot);
    }
    return slots;
  }

  /** What has led to one slot leads to another. */
  #relink(table: PersonTable, from: number, to: number): void {
    let before = table.find(this.#words);
    if (before === from) {
      table.set(this.#words, to);
      return;
    }
    while (this.#ids.nextOf(before) !== from) before = this.#ids.nextOf(before);
    this.#ids.setNext(before, to);
  }

  #tableOf(words: Uint32Array): PersonTable {
    return this.#buckets[bucketOfWords(words)]!;
  }
}
