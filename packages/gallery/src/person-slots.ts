/** So many maps, each growing by itself: one for a million people takes 100 ms when it grows. */
const SHARDS = 256;

/**
 * Which slots the templates of each person lie in.
 *
 * Invariant: a person is known exactly while there is a slot of theirs. Nearly everybody has one, which is kept without an array.
 */
export class PersonSlots {
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<string, number | number[]>());
  #persons = 0;

  get persons(): number {
    return this.#persons;
  }

  of(personId: string): readonly number[] {
    const slots = this.#shardOf(personId).get(personId);
    if (slots === undefined) return [];
    return typeof slots === 'number' ? [slots] : slots;
  }

  add(personId: string, slot: number): void {
    const shard = this.#shardOf(personId);
    const slots = shard.get(personId);
    if (slots === undefined) {
      shard.set(personId, slot);
      this.#persons++;
    } else if (typeof slots === 'number') {
      shard.set(personId, [slots, slot]);
    } else {
      slots.push(slot);
    }
  }

  remove(personId: string, slot: number): void {
    const shard = this.#shardOf(personId);
    const slots = shard.get(personId);
    if (Array.isArray(slots) && slots.length > 1) {
      slots.splice(slots.indexOf(slot), 1);
    } else if (shard.delete(personId)) {
      this.#persons--;
    }
  }

  /** A template of the person has gone to another slot. */
  move(personId: string, from: number, to: number): void {
    const shard = this.#shardOf(personId);
    const slots = shard.get(personId);
    if (Array.isArray(slots)) slots[slots.indexOf(from)] = to;
    else shard.set(personId, to);
  }

  #shardOf(personId: string): Map<string, number | number[]> {
    let hash = 0;
    for (let index = Math.max(0, personId.length - 8); index < personId.length; index++) {
      hash = (Math.imul(hash, 31) + personId.charCodeAt(index)) | 0;
    }
    return this.#shards[hash & (SHARDS - 1)]!;
  }
}
