import type { GalleryTemplate } from './gallery.ts';
import { BLOCK } from './kernel/kernel.ts';
import { PersonSlots } from './person-slots.ts';
import { VectorBlocks } from './vectors/vector-blocks.ts';

/** A template in the store, by where it lies now. */
export interface StoredTemplate {
  personId: string;
  templateId: string;
}

/**
 * Whose vectors lie where.
 *
 * Invariants:
 * - slots 0 … size − 1 are in use and no other: the last template moves into the slot of one that goes;
 * - a person is known exactly while there is a template of theirs;
 * - no change takes longer the more templates there are.
 */
export class TemplateStore {
  readonly vectors: VectorBlocks;
  /**
   * Of each slot, in pieces as large as a block of vectors, so that growing copies none of them; no object for each
   * template, which the garbage collector would have to visit.
   */
  readonly #personIds: string[][] = [];
  readonly #templateIds: string[][] = [];
  readonly #slots = new PersonSlots();

  constructor(dimension: number) {
    this.vectors = new VectorBlocks(dimension);
  }

  get size(): number {
    return this.vectors.size;
  }

  get persons(): number {
    return this.#slots.persons;
  }

  /** @param template checked already: its embedding has `dimension` finite values @throws {GalleryError} GALLERY_FULL */
  add({ personId, templateId, embedding }: GalleryTemplate): void {
    this.vectors.push(embedding);
    this.#enter({ personId, templateId });
  }

  /** Takes in what `writeSegment` wrote of a template. @param at where its row begins @throws {GalleryError} GALLERY_FULL */
  addRow(template: StoredTemplate, rows: Buffer, at: number): void {
    this.vectors.pushRow(rows, at);
    this.#enter(template);
  }

  /** @returns whether there was anything to remove */
  removePerson(personId: string): boolean {
    // From the back, so that no slot of the person's own moves into another.
    const slots = [...this.slotsOf(personId)].sort((one, other) => other - one);
    for (const slot of slots) this.#removeSlot(slot, personId);
    return slots.length > 0;
  }

  slotsOf(personId: string): readonly number[] {
    return this.#slots.of(personId);
  }

  personsInBucket(bucket: number): readonly string[] {
    return this.#slots.inBucket(bucket);
  }

  at(slot: number): StoredTemplate {
    const [block, place] = [Math.floor(slot / BLOCK), slot % BLOCK];
    return { personId: this.#personIds[block]![place]!, templateId: this.#templateIds[block]![place]! };
  }

  /** Whose the last vector is. */
  #enter({ personId, templateId }: StoredTemplate): void {
    const slot = this.size - 1;
    for (const [ids, id] of [
      [this.#personIds, personId],
      [this.#templateIds, templateId],
    ] as const) {
      if (slot % BLOCK === 0) ids.push([]);
      ids.at(-1)!.push(id);
    }
    this.#slots.add(personId, slot);
  }

  #removeSlot(slot: number, personId: string): void {
    this.#slots.remove(personId, slot);
    const last = this.at(this.size - 1);
    for (const ids of [this.#personIds, this.#templateIds]) {
      ids.at(-1)!.pop();
      if (ids.at(-1)!.length === 0) ids.pop();
    }
    this.vectors.removeSlot(slot);
    const end = this.size;
    if (slot === end) return;
    const [block, place] = [Math.floor(slot / BLOCK), slot % BLOCK];
    this.#personIds[block]![place] = last.personId;
    this.#templateIds[block]![place] = last.templateId;
    this.#slots.move(last.personId, end, slot);
  }
}
