import { DIFFERENCES } from '../kernel/kernel.ts';
import { hyperplanes, roundingAngle } from './hyperplanes.ts';
import { type DifferenceRange, GROUP, type SlotDistances, VectorBlocks } from './vector-blocks.ts';

export interface VectorShelvesOptions {
  /** Length of every vector. */
  dimension: number;
  /** Slots of a shelf, a multiple of `GROUP`. @defaultValue as many as 32-bit addresses reach */
  shelfSlots?: number;
}

/**
 * Any number of vectors: as many memories as it takes, one filled after the other, which look like one. The memory of a kernel has
 * 4 GiB at most, some 4.8 million vectors of 192 numbers.
 *
 * Invariants: all shelves but the last are full; a group lies on one shelf.
 */
export class VectorShelves {
  readonly dimension: number;
  /** Between the probe and any vector, what rounding both for their sketches may add. */
  readonly roundingAngle: number;
  readonly #planes: Int16Array;
  readonly #shelfSlots: number;
  readonly #shelves: VectorBlocks[];
  readonly #histogram = new Uint32Array(DIFFERENCES);
  readonly #squaredDistances = new Float32Array(GROUP);
  #size = 0;

  constructor({ dimension, shelfSlots = VectorBlocks.capacity(dimension) }: VectorShelvesOptions) {
    this.dimension = dimension;
    this.roundingAngle = 2 * roundingAngle(dimension);
    this.#planes = hyperplanes(dimension);
    this.#shelfSlots = shelfSlots;
    this.#shelves = [new VectorBlocks(dimension, this.#planes)];
  }

  get size(): number {
    return this.#size;
  }

  /** Of the vectors. */
  get lengths(): { readonly shortest: number; readonly longest: number } {
    let { shortest, longest } = this.#shelves[0]!.lengths;
    for (const { lengths } of this.#shelves) {
      shortest = Math.min(shortest, lengths.shortest);
      longest = Math.max(longest, lengths.longest);
    }
    return { shortest, longest };
  }

  /** Of what `copyRow` copies. */
  get rowBytes(): number {
    return this.#shelves[0]!.rowBytes;
  }

  /** Takes in a vector at the slot `size`. @throws {GalleryError} GALLERY_FULL */
  push(vector: Float32Array): void {
    this.#lastShelf().push(vector);
    this.#size++;
  }

  /** Both parts of the sketch of a vector, and the vector. */
  copyRow(slot: number, target: Buffer, at: number): void {
    this.#shelfOf(slot).copyRow(slot % this.#shelfSlots, target, at);
  }

  /** Takes in what `copyRow` copied, at the slot `size`. @throws {GalleryError} GALLERY_FULL */
  pushRow(source: Buffer, at: number): void {
    this.#lastShelf().pushRow(source, at);
    this.#size++;
  }

  /** The last vector takes the place of the one in this slot. */
  removeSlot(slot: number): void {
    const last = --this.#size;
    const [to, from] = [this.#shelfOf(slot), this.#shelfOf(last)];
    if (to === from) {
      to.removeSlot(slot % this.#shelfSlots);
      return;
    }
    const row = Buffer.allocUnsafe(this.rowBytes);
    from.copyRow(last % this.#shelfSlots, row, 0);
    from.removeSlot(last % this.#shelfSlots);
    to.replaceRow(slot % this.#shelfSlots, row);
    row.fill(0);
  }

  /** A view, which the next change may overwrite. */
  vectorAt(slot: number): Float32Array {
    return this.#shelfOf(slot).vectorAt(slot % this.#shelfSlots);
  }

  /** What everything after this compares with. @param length of it */
  setProbe(probe: Float32Array, length: number): void {
    for (const shelf of this.#shelves) shelf.setProbe(probe, length);
  }

  /** Squared distance of the probe from one vector. */
  squaredDistance(slot: number): number {
    return this.#shelfOf(slot).squaredDistance(slot % this.#shelfSlots);
  }

  /** Squared distances of the probe from the vectors in these slots, at most `GROUP`; what is returned counts slots from 0. */
  distancesOf(slots: Uint32Array): SlotDistances {
    if (this.#shelves.length === 1) return this.#shelves[0]!.distancesOf(slots);
    for (const [index, slot] of slots.entries()) this.#squaredDistances[index] = this.squaredDistance(slot);
    return { count: slots.length, slots, squaredDistances: this.#squaredDistances };
  }

  /** Squared distances of the probe from all vectors of a group. @param first slot of the group, a multiple of `GROUP` */
  allDistances(first: number): SlotDistances {
    return this.#shelfOf(first).allDistances(first % this.#shelfSlots);
  }

  /**
   * Compares the first part of the sketch of the probe with all others.
   *
   * @returns how many of every second vector differ in 0, 1, … 254, and in 255 or 256 bits: a view until the next call
   */
  compareSketches(): Uint32Array {
    const [only, ...others] = this.#shelves;
    if (others.length === 0) return only!.compareSketches();
    this.#histogram.fill(0);
    for (const shelf of this.#shelves) {
      const counts = shelf.compareSketches();
      for (let difference = 0; difference < DIFFERENCES; difference++) {
        this.#histogram[difference]! += counts[difference]!;
      }
    }
    return this.#histogram;
  }

  /** Squared distances of those vectors of a group that have such sketches, after `compareSketches`. @param first as above */
  selectedDistances(first: number, range: DifferenceRange): SlotDistances {
    return this.#shelfOf(first).selectedDistances(first % this.#shelfSlots, range);
  }

  #shelfOf(slot: number): VectorBlocks {
    return this.#shelves[Math.floor(slot / this.#shelfSlots)]!;
  }

  /** With room for one more. */
  #lastShelf(): VectorBlocks {
    if (this.#size === this.#shelves.length * this.#shelfSlots) {
      this.#shelves.push(new VectorBlocks(this.dimension, this.#planes));
    }
    return this.#shelfOf(this.#size);
  }
}
