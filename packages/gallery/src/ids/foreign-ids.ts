import { bucketOf } from '../bucket.ts';
import { type IdWords, parseUuid } from './id-words.ts';

/** With these a foreign id begins, and so does no UUID that anybody makes: one that did would be a foreign id. */
const MARK = 0xffff_ffff;

/**
 * Turns ids into four words and back: UUIDs, which all ids of the roster are, by arithmetic, and any other id by a number that it
 * has for as long as it is kept.
 */
export class ForeignIds {
  readonly #numbers = new Map<string, number>();
  readonly #kept = new Map<number, { id: string; times: number }>();
  #next = 0;

  /** @returns false for an id that is not kept and is no UUID: nothing has it */
  find(id: string, words: IdWords): boolean {
    if (parseUuid(id, words) && !isForeign(words)) return true;
    const number = this.#numbers.get(id);
    if (number === undefined) return false;
    write(number, id, words);
    return true;
  }

  /** To be released as often as it is kept. */
  keep(id: string, words: IdWords): void {
    if (parseUuid(id, words) && !isForeign(words)) return;
    const number = this.#numbers.get(id) ?? this.#next++;
    const times = (this.#kept.get(number)?.times ?? 0) + 1;
    this.#numbers.set(id, number);
    this.#kept.set(number, { id, times });
    write(number, id, words);
  }

  /** @param words of which those from `at` on are an id's @returns undefined for a UUID */
  idOf(words: IdWords, at: number): string | undefined {
    return isForeign(words, at) ? this.#kept.get(words[at + 2]!)!.id : undefined;
  }

  release(words: IdWords): void {
    if (!isForeign(words)) return;
    const number = words[2]!;
    const { id, times } = this.#kept.get(number)!;
    if (times > 1) {
      this.#kept.set(number, { id, times: times - 1 });
    } else {
      this.#kept.delete(number);
      this.#numbers.delete(id);
    }
  }
}

function isForeign(words: IdWords, at = 0): boolean {
  return words[at] === MARK && words[at + 1] === MARK;
}

function write(number: number, id: string, words: IdWords): void {
  words[0] = MARK;
  words[1] = MARK;
  words[2] = number;
  words[3] = bucketOf(id) << 24;
}
