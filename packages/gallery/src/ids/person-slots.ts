import { BUCKETS, bucketOf } from './bucket.ts';

/**
 * Which slots the templates of each person lie in, in a map for each bucket of people: one map of a million would stop
 * everything for a tenth of a second when it grows.
 *
 * Invariant: a person is known exactly while there is a slot of theirs. Nearly everybody has one, which is kept without an array.
 */
export class PersonSlots {
  readonly #buckets = Array.from({ length: BUCKETS }, () => new Map<string, number | number[]>());
  #persons = 0;

  get persons(): number {
    return this.#persons;
  }

  of(personId: string): readonly number[] {
    const slots = this.#bucketOf(personId).get(personId);
    if (slots === undefined) return [];
    return typeof slots === 'number' ? [slots] : slots;
  }

  add(personId: string, slot: number): void {
    const bucket = this.#bucketOf(personId);
    const slots = bucket.get(personId);
    if (slots === undefined) {
      bucket.set(personId, slot);
      this.#persons++;
    } else if (typeof slots === 'number') {
      bucket.set(personId, [slots, slot]);
    } else {
      slots.push(slot);
    }
  }

  remove(personId: string, slot: number): void {
    const bucket = this.#bucketOf(personId);
    const slots = bucket.get(personId);
    if (Array.isArray(slots) && slots.length > 1) {
      slots.splice(slots.indexOf(slot), 1);
    } else if (bucket.delete(personId)) {
      this.#persons--;
    }
  }

  /** A template of the person has gone to another slot. */
  move(personId: string, from: number, to: number): void {
    const bucket = this.#bucketOf(personId);
    const slots = bucket.get(personId);
    if (Array.isArray(slots)) slots[slots.indexOf(from)] = to;
    else bucket.set(personId, to);
  }

  /** The people of a bucket. */
  inBucket(bucket: number): string[] {
    return [...this.#buckets[bucket]!.keys()];
  }

  #bucketOf(personId: string): Map<string, number | number[]> {
    return this.#buckets[bucketOf(personId)]!;
  }
}
