import { ID_WORDS, type IdWords } from './id-words.ts';
import type { SlotIds } from './slot-ids.ts';

/** No slot. */
export const NO_SLOT = 0xffff_ffff;
const LEAST = 16;

/**
 * Finds the first slot of a person: a hash table with open addressing, in which the ids are those of the slots themselves.
 *
 * Invariants:
 * - an entry is a slot and one more, 0 where there is none, and lies at its hash or in the unbroken run of entries from there on;
 * - at most half of the places are taken.
 */
export class PersonTable {
  readonly #ids: SlotIds;
  readonly #words = new Uint32Array(ID_WORDS);
  #entries = new Uint32Array(LEAST);
  #count = 0;

  constructor(ids: SlotIds) {
    this.#ids = ids;
  }

  /** Persons. */
  get count(): number {
    return this.#count;
  }

  /** @returns `NO_SLOT` for an unknown person */
  find(words: IdWords): number {
    return (this.#entries[this.#placeOf(words)]! - 1) >>> 0;
  }

  /** From now on this is the person's first slot, which the ids have already. */
  set(words: IdWords, slot: number): void {
    const place = this.#placeOf(words);
    const isNew = this.#entries[place] === 0;
    this.#entries[place] = slot + 1;
    if (isNew && 2 * ++this.#count > this.#entries.length) this.#grow();
  }

  /** A person who is known, and whose first slot the ids still have. */
  delete(words: IdWords): void {
    const [entries, mask] = [this.#entries, this.#entries.length - 1];
    let hole = this.#placeOf(words);
    this.#count--;
    // Who stands behind and would not be found beyond a hole moves into it.
    for (let at = (hole + 1) & mask; entries[at] !== 0; at = (at + 1) & mask) {
      const home = this.#homeOf(entries[at]! - 1);
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      entries[hole] = entries[at]!;
      hole = at;
    }
    entries[hole] = 0;
  }

  /** First slots of all persons. */
  slots(): Uint32Array {
    const slots = new Uint32Array(this.#count);
    let count = 0;
    for (const entry of this.#entries) if (entry !== 0) slots[count++] = entry - 1;
    return slots;
  }

  /** Where the person stands, or would. */
  #placeOf(words: IdWords): number {
    const [entries, mask] = [this.#entries, this.#entries.length - 1];
    let at = hashOf(words) & mask;
    while (entries[at] !== 0 && !this.#ids.isPerson(entries[at]! - 1, words)) at = (at + 1) & mask;
    return at;
  }

  #homeOf(slot: number): number {
    return hashOf(this.#ids.wordsOf(slot, this.#words)) & (this.#entries.length - 1);
  }

  #grow(): void {
    const before = this.#entries;
    this.#entries = new Uint32Array(2 * before.length);
    const mask = this.#entries.length - 1;
    for (const entry of before) {
      if (entry === 0) continue;
      let at = this.#homeOf(entry - 1);
      while (this.#entries[at] !== 0) at = (at + 1) & mask;
      this.#entries[at] = entry;
    }
  }
}

/** Of all words: in some UUIDs the first are random, in others the last. */
function hashOf(words: IdWords): number {
  let hash = 0;
  for (let word = 0; word < ID_WORDS; word++) {
    hash = Math.imul(hash ^ words[word]!, 0x9e37_79b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85eb_ca6b);
  return hash ^ (hash >>> 13);
}
