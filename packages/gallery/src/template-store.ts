import type { GalleryTemplate } from './gallery.ts';
import { PersonSlots } from './ids/person-slots.ts';
import { SlotIds } from './ids/slot-ids.ts';
import { VectorShelves, type VectorShelvesOptions } from './vectors/vector-shelves.ts';

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
  readonly vectors: VectorShelves;
  readonly #ids = new SlotIds();
  readonly #slots = new PersonSlots(this.#ids);

  constructor(options: VectorShelvesOptions) {
    this.vectors = new VectorShelves(options);
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
    for (const slot of slots) this.#removeSlot(slot);
    return slots.length > 0;
  }

  slotsOf(personId: string): readonly number[] {
    return this.#slots.of(personId);
  }

  /** The ids of the people of a bucket, four words each: those that `slotsOfWords` takes. */
  personsInBucket(bucket: number): Uint32Array {
    return this.#slots.inBucket(bucket);
  }

  slotsOfWords(words: Uint32Array): readonly number[] {
    return this.#slots.ofWords(words);
  }

  isSamePerson(one: number, other: number): boolean {
    return this.#ids.isSamePerson(one, other);
  }

  at(slot: number): StoredTemplate {
    return this.#ids.at(slot);
  }

  /** Whose the last vector is. */
  #enter(template: StoredTemplate): void {
    const slot = this.size - 1;
    this.#ids.push(slot, template);
    this.#slots.add(slot);
  }

  #removeSlot(slot: number): void {
    const last = this.size - 1;
    this.#slots.remove(slot);
    if (slot !== last) this.#slots.move(last, slot);
    this.#ids.removeSlot(slot, last);
    this.vectors.removeSlot(slot);
  }
}
