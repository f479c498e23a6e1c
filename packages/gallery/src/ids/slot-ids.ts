import { BLOCK } from '../kernel/kernel.ts';
import { ForeignIds } from './foreign-ids.ts';
import { formatUuid, ID_WORDS, type IdWords } from './id-words.ts';

/** Where things lie in a block: the words of persons, those of templates, and for each slot the next of the same person. */
const TEMPLATES_AT = ID_WORDS * BLOCK;
const NEXT_AT = 2 * ID_WORDS * BLOCK;
const BLOCK_WORDS = NEXT_AT + BLOCK;

interface Block {
  words: Uint32Array;
  bytes: Buffer;
}

/**
 * Whose template lies in each slot, and which it is. In numbers, block by block: a million ids as strings are a million objects,
 * which the garbage collector visits again and again.
 */
export class SlotIds {
  readonly #foreign = new ForeignIds();
  readonly #blocks: Block[] = [];
  readonly #scratch = new Uint32Array(ID_WORDS);

  /** @param words where those of the id go @returns false for an id that nothing has */
  find(id: string, words: IdWords): boolean {
    return this.#foreign.find(id, words);
  }

  personOf(slot: number): string {
    return this.#idAt(slot, 0);
  }

  templateOf(slot: number): string {
    return this.#idAt(slot, TEMPLATES_AT);
  }

  /** @param words of an id */
  isPerson(slot: number, words: IdWords): boolean {
    const { words: all } = this.#blockOf(slot);
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
    const { words } = this.#blockOf(slot);
    const at = ID_WORDS * (slot % BLOCK);
    for (let word = 0; word < ID_WORDS; word++) target[word] = words[at + word]!;
    return target;
  }

  nextOf(slot: number): number {
    return this.#blockOf(slot).words[NEXT_AT + (slot % BLOCK)]!;
  }

  setNext(slot: number, next: number): void {
    this.#blockOf(slot).words[NEXT_AT + (slot % BLOCK)] = next;
  }

  /** @param slot the one behind the last */
  push(slot: number, { personId, templateId }: { personId: string; templateId: string }): void {
    if (slot === this.#blocks.length * BLOCK) {
      const words = new Uint32Array(BLOCK_WORDS);
      this.#blocks.push({ words, bytes: Buffer.from(words.buffer) });
    }
    const { words } = this.#blockOf(slot);
    const at = ID_WORDS * (slot % BLOCK);
    this.#foreign.keep(personId, this.#scratch);
    words.set(this.#scratch, at);
    this.#foreign.keep(templateId, this.#scratch);
    words.set(this.#scratch, TEMPLATES_AT + at);
  }

  /** The last takes the place of the one in this slot, and its own is free. */
  removeSlot(slot: number, last: number): void {
    const [to, from] = [this.#blockOf(slot).words, this.#blockOf(last).words];
    const [target, source] = [ID_WORDS * (slot % BLOCK), ID_WORDS * (last % BLOCK)];
    for (const part of [0, TEMPLATES_AT]) {
      this.#foreign.release(to.subarray(part + target, part + target + ID_WORDS));
      for (let word = part; word < part + ID_WORDS; word++) to[word + target] = from[word + source]!;
      from.fill(0, part + source, part + source + ID_WORDS);
    }
    to[NEXT_AT + (slot % BLOCK)] = from[NEXT_AT + (last % BLOCK)]!;
    if (last % BLOCK === 0) this.#blocks.pop();
  }

  #idAt(slot: number, part: number): string {
    const { words, bytes } = this.#blockOf(slot);
    const at = part + ID_WORDS * (slot % BLOCK);
    return this.#foreign.idOf(words.subarray(at, at + ID_WORDS)) ?? formatUuid(bytes, 4 * at);
  }

  #blockOf(slot: number): Block {
    return this.#blocks[Math.floor(slot / BLOCK)]!;
  }
}
