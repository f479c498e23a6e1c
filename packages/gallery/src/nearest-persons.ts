import type { Candidate } from './gallery.ts';
import type { TemplateStore } from './template-store.ts';

interface Ranked {
  personId: string;
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
  readonly #store: TemplateStore;
  readonly #k: number;
  readonly #ranked: Ranked[] = [];

  constructor(store: TemplateStore, k: number) {
    this.#store = store;
    this.#k = k;
  }

  get count(): number {
    return this.#ranked.length;
  }

  offer(slot: number, squaredDistance: number): void {
    const ranked = this.#ranked;
    const full = ranked.length === this.#k;
    // Nearly every slot of a scan ends here, before anything is looked up.
    if (full && squaredDistance >= ranked[ranked.length - 1]!.squaredDistance) return;
    const { personId } = this.#store.at(slot);
    const known = ranked.findIndex((entry) => entry.personId === personId);
    if (known >= 0) {
      if (squaredDistance >= ranked[known]!.squaredDistance) return;
      ranked.splice(known, 1);
    } else if (full) {
      ranked.pop();
    }
    let place = ranked.length;
    while (place > 0 && ranked[place - 1]!.squaredDistance > squaredDistance) place--;
    ranked.splice(place, 0, { personId, slot, squaredDistance });
  }

  candidates(): Candidate[] {
    return this.#ranked.map(({ personId, slot, squaredDistance }) => ({
      personId,
      templateId: this.#store.at(slot).templateId,
      distanceL2: Math.sqrt(squaredDistance),
    }));
  }
}

/** Compares the probe with every template. */
export function scan(store: TemplateStore, probe: Float32Array, k: number): Candidate[] {
  const nearest = new NearestPersons(store, k);
  for (let slot = 0; slot < store.size; slot++) nearest.offer(slot, store.squaredDistance(slot, probe));
  return nearest.candidates();
}
