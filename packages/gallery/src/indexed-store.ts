import type { Candidate, GalleryTemplate } from './gallery.ts';
import type { HnswIndex } from './hnsw-index.ts';
import { NearestPersons, scan } from './nearest-persons.ts';
import { type StoreSnapshot, TemplateStore } from './template-store.ts';

/** How many neighbours the index is asked for, growing until there are enough persons among them. */
const NEIGHBOURS = [16, 64, 256];

interface Journal {
  added: Set<number>;
  removed: Set<number>;
}

/**
 * The templates, and an index over them or not.
 *
 * Invariants:
 * - an index, if there is one, finds exactly the labels that the store has;
 * - while a new index is being built from a snapshot, the journal has every label that came or went since;
 * - every distance that leaves here was computed from the store, never by the index.
 */
export class IndexedStore {
  readonly #store: TemplateStore;
  #index: HnswIndex | undefined;
  #journal: Journal | undefined;

  constructor(dimension: number) {
    this.#store = new TemplateStore(dimension);
  }

  get size(): number {
    return this.#store.size;
  }

  get persons(): number {
    return this.#store.persons;
  }

  get indexed(): boolean {
    return this.#index !== undefined;
  }

  get deletedShare(): number {
    return this.#index?.deletedShare ?? 0;
  }

  add(template: GalleryTemplate): void {
    const label = this.#store.add(template);
    this.#index?.add(label, template.embedding);
    this.#journal?.added.add(label);
  }

  /** @returns whether there was anything to remove */
  removePerson(personId: string): boolean {
    const labels = this.#store.removePerson(personId);
    for (const label of labels) {
      this.#index?.remove(label);
      if (this.#journal && !this.#journal.added.delete(label)) this.#journal.removed.add(label);
    }
    return labels.length > 0;
  }

  /** @param probe checked already */
  search(probe: Float32Array, k: number): Candidate[] {
    const wanted = Math.min(k, this.#store.persons);
    if (wanted === 0) return [];
    for (const count of this.#index ? NEIGHBOURS : []) {
      const nearest = new NearestPersons(this.#store, k);
      for (const label of this.#index?.search(probe, count) ?? []) {
        const slot = this.#store.slotOf(label);
        if (slot !== undefined) nearest.offer(slot, this.#store.squaredDistance(slot, probe));
      }
      if (nearest.count >= wanted) return nearest.candidates();
    }
    // Without an index, or where one person has hundreds of templates around the probe.
    return scan(this.#store, probe, k);
  }

  personDistance(probe: Float32Array, personId: string): Candidate | undefined {
    const nearest = new NearestPersons(this.#store, 1);
    for (const label of this.#store.labelsOfPerson(personId)) {
      const slot = this.#store.slotOf(label)!;
      nearest.offer(slot, this.#store.squaredDistance(slot, probe));
    }
    return nearest.candidates()[0];
  }

  /** From here until `adopt` or `abandonIndexing` changes are journaled. */
  beginIndexing(): StoreSnapshot {
    this.#journal = { added: new Set(), removed: new Set() };
    return this.#store.snapshot();
  }

  /** Takes the index that was built from the last snapshot, brought up to date. */
  adopt(index: HnswIndex): void {
    for (const label of this.#journal?.removed ?? []) index.remove(label);
    for (const label of this.#journal?.added ?? [])
      index.add(label, this.#store.vectorAt(this.#store.slotOf(label)!));
    this.#journal = undefined;
    this.#index = index;
  }

  abandonIndexing(): void {
    this.#journal = undefined;
  }

  dropIndex(): void {
    this.#index = undefined;
  }
}
