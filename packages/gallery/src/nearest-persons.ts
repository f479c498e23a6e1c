import type { Candidate } from './gallery.ts';
import type { TemplateStore } from './template-store.ts';
import type { SlotDistances } from './vectors/vector-blocks.ts';

interface Ranked {
  slot: number;
  squaredDistance: number;
}

/**
 * The nearest `k` persons among the slots offered.
 *
 * Invariant: `#ranked` has at most `k` entries of distinct persons, nearest first, each with the nearest slot of its
 * person offered so far.
 */
export class NearestPersons {
  readonly #store: Pick<TemplateStore, 'at' | 'isSamePerson'>;
  readonly #k: number;
  readonly #ranked: Ranked[] = [];
  #farthest = Number.POSITIVE_INFINITY;

  constructor(store: Pick<TemplateStore, 'at' | 'isSamePerson'>, k: number) {
    this.#store = store;
    this.#k = k;
  }

  get count(): number {
    return this.#ranked.length;
  }

  /** Squared distance of the nearest of them, once there are any. */
  get nearest(): number {
    return this.#ranked[0]?.squaredDistance ?? Number.POSITIVE_INFINITY;
  }

  /** Squared distance of the farthest of them, once there are any. */
  get farthest(): number {
    return this.#ranked.at(-1)?.squaredDistance ?? Number.POSITIVE_INFINITY;
  }

  offer(slot: number, squaredDistance: number): void {
    if (squaredDistance >= this.#farthest) return;
    const ranked = this.#ranked;
    const known = this.#placeOf(slot);
    if (known >= 0) {
      if (squaredDistance >= ranked[known]!.squaredDistance) return;
      ranked.splice(known, 1);
    } else if (ranked.length === this.#k) {
      ranked.pop();
    }
    let place = ranked.length;
    while (place > 0 && ranked[place - 1]!.squaredDistance > squaredDistance) place--;
    ranked.splice(place, 0, { slot, squaredDistance });
    if (ranked.length === this.#k) this.#farthest = ranked.at(-1)!.squaredDistance;
  }

  /** @param first slot from which those are counted */
  offerAll(first: number, { count, slots, squaredDistances }: SlotDistances): void {
    for (let index = 0; index < count; index++) {
      // Nearly every slot of a scan ends here, before anything is looked up.
      if (squaredDistances[index]! < this.#farthest)
        this.offer(first + slots[index]!, squaredDistances[index]!);
    }
  }

  candidates(): Candidate[] {
    return this.#ranked.map(({ slot, squaredDistance }) => {
      const { personId, templateId } = this.#store.at(slot);
      return { personId, templateId, distanceL2: Math.sqrt(squaredDistance) };
    });
  }

  /** Where the person is whose this slot is, −1 if nowhere. */
  #placeOf(slot: number): number {
    const ranked = this.#ranked;
    for (let place = 0; place < ranked.length; place++) {
      if (this.#store.isSamePerson(ranked[place]!.slot, slot)) return place;
    }
    return -1;
  }
}
