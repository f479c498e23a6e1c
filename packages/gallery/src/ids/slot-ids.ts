import { BLOCK } from '../kernel/kernel.ts';
import { ForeignIds } from './foreign-ids.ts';
import { formatUuid, ID_WORDS, type IdWords, UUID_LENGTH } from './id-words.ts';

/** Where things lie in a block: the words of persons, those of templates, and for each slot the next of the same person. */
const TEMPLATES_AT = ID_WORDS * BLOCK;
const NEXT_AT = 2 * ID_WORDS * BLOCK;
const BLOCK_WORDS = NEXT_AT + BLOCK;

/**
 * Whose template lies in each slot, and which it is. In numbers, block by block: a million ids as strings are a million objects,
 * which the garbage collector visits again and again.
 */
export class SlotIds {
  readonly #foreign = new ForeignIds();
  readonly #blocks: Uint32Array[] = [];
  readonly #scratch = new Uint32Array(ID_WORDS);
  readonly #text = Buffer.alloc(UUID_LENGTH);

  /** @param words where those of the id go @returns false for an id that nothing has */
  find(id: string, words: IdWords): boolean {
    return this.#foreign.find(id, words);
  }

  /** Whose the template in a slot is, and which it is. */
  at(slot: number): { personId: string; templateId: string } {
    const words = this.#blockOf(slot);
    const person = ID_WORDS * (slot % BLOCK);
    const template = TEMPLATES_AT + person;
    const personId = this.#idAt(words, person);
    // Where there is one template for each person it bears their id.
    const isSame = isEqual(words, person, template);
    return { personId, templateId: isSame ? personId : this.#idAt(words, template) };
  }

  /** @param words of an id */
  isPerson(slot: number, words: IdWords): boolean {
    const all = this.#blockOf(slot);
    const at = ID_WORDS * (slot % BLOCK);
    return (
      all[at + 3] === words[3] && all[at + 2] === words[2] && all[at + 1] === words[1] && all[at] === words[0]
    );
  }

  isSamePerson(one: number, other: number): boolean {
    return one === other || this.isPerson(one, this.wordsOf(other, this.#scratch));
  }

  /** Copies those of the person. */
  wordsOf(slot: number, target: IdWords): IdWords {
    const words = this.#blockOf(slot);
    const at = ID_WORDS * (slot % BLOCK);
    for (let word = 0; word < ID_WORDS; word++) target[word] = words[at + word]!;
    return target;
  }

  nextOf(slot: number): number {
    return this.#blockOf(slot)[NEXT_AT + (slot % BLOCK)]!;
  }

  setNext(slot: number, next: number): void {
    this.#blockOf(slot)[NEXT_AT + (slot % BLOCK)] = next;
  }

  /** @param slot the one behind the last */
  push(slot: number, { personId, templateId }: { personId: string; templateId: string }): void {
    if (slot === this.#blocks.length * BLOCK) {
      this.#blocks.push(new Uint32Array(BLOCK_WORDS));
    }
    const words = this.#blockOf(slot);
    const at = ID_WORDS * (slot % BLOCK);
    this.#foreign.keep(personId, this.#scratch);
    words.set(this.#scratch, at);
    this.#foreign.keep(templateId, this.#scratch);
    words.set(this.#scratch, TEMPLATES_AT + at);
  }

  /** The last takes the place of the one in this slot, and its own is free. */
  removeSlot(slot: number, last: number): void {
    const [to, from] = [this.#blockOf(slot), this.#blockOf(last)];
    const [target, source] = [ID_WORDS * (slot % BLOCK), ID_WORDS * (last % BLOCK)];
    for (const part of [0, TEMPLATES_AT]) {
      this.#foreign.release(to.subarray(part + target, part + target + ID_WORDS));
      for (let word = part; word < part + ID_WORDS; word++) to[word + target] = from[word + source]!;
      from.fill(0, part + source, part + source + ID_WORDS);
    }
    to[NEXT_AT + (slot % BLOCK)] = from[NEXT_AT + (last % BLOCK)]!;
    if (last % BLOCK === 0) this.#blocks.pop();
  }

  #idAt(words: Uint32Array, at: number): string {
    const foreign = this.#foreign.idOf(words, at);
    return foreign ?? formatUuid(words, at, this.#text);
  }

  #blockOf(slot: number): Uint32Array {
    return this.#blocks[Math.floor(slot / BLOCK)]!;
  }
}

function isEqual(words: Uint32Array, one: number, other: number): boolean {
  for (let word = 0; word < ID_WORDS; word++) {
    if (words[one + word] !== words[other + word]) return false;
  }
  return true;
}
