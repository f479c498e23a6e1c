import { GalleryError } from '../gallery-error.ts';
import {
  BLOCK,
  createKernel,
  DIFFERENCES,
  FIRST_BITS,
  FIRST_BYTES,
  type Kernel,
  SECOND_BYTES,
} from '../kernel/kernel.ts';
import { createPages, type SharedPages } from '../kernel/web-assembly.ts';
import { Addresses } from './addresses.ts';
import { hyperplanes } from './hyperplanes.ts';
import { lengthOf } from './vector-length.ts';

/** Vectors that are handed out at once: eight blocks, some microseconds for a call and 32 kB for a list of them. */
export const GROUP = 8 * BLOCK;

const PAGE_BYTES = 65_536;
/** 4 GiB: what 32-bit addresses reach. */
const MAX_PAGES = 65_536;

/** In how many bits the sketches of those that are asked for differ from the probe's. */
export interface DifferenceRange {
  /** Of the first part, both included; 255 stands for 256 as well. */
  low: number;
  high: number;
  /** Of both parts together, at most. */
  highOfBoth: number;
}

/** Some slots of a group, counted from its first, and as many squared distances: views until the next call. */
export interface SlotDistances {
  slots: Uint32Array;
  squaredDistances: Float32Array;
}

/**
 * Vectors and their sketches in blocks of 1,024, one block after the other in the memory of the kernel.
 *
 * Invariants:
 * - slots 0 … size − 1 are in use and no other, and nothing of a vector stays in a slot that is not;
 * - a block never moves: more vectors mean more pages at the end of the memory, so that growing copies nothing;
 * - `lengths` bounds the lengths of all vectors that are here, and may be of some that were.
 */
export class VectorBlocks {
  readonly dimension: number;
  readonly #memory: SharedPages;
  readonly #kernel: Kernel;
  readonly #at: Addresses;
  #bytes!: Buffer;
  #floats!: Float32Array;
  #size = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #longest = 0;

  /** @param dimension length of every vector */
  constructor(dimension: number) {
    this.dimension = dimension;
    this.#at = new Addresses(dimension, GROUP);
    this.#memory = createPages({ initial: pages(this.#at.blocks), maximum: MAX_PAGES });
    this.#kernel = createKernel(this.#memory);
    this.#look();
    this.#floats.set(hyperplanes(dimension), this.#at.planes / 4);
    const everySlot = new Uint32Array(this.#memory.buffer, this.#at.everySlot, GROUP);
    for (let slot = 0; slot < GROUP; slot++) everySlot[slot] = slot;
  }

  get size(): number {
    return this.#size;
  }

  /** Of the vectors. */
  get lengths(): { readonly shortest: number; readonly longest: number } {
    return { shortest: this.#shortest, longest: this.#longest };
  }

  /** Takes in a vector at the slot `size`. @throws {GalleryError} GALLERY_FULL */
  push(vector: Float32Array): void {
    const slot = this.#size;
    this.#reserve(slot);
    const at = this.#at.vector(slot);
    this.#floats.set(vector, at / 4);
    this.#sketch(at, this.#at.firstPart(slot), this.#at.secondPart(slot));
    this.#count(vector);
  }

  /** Of what `copyRow` copies. */
  get rowBytes(): number {
    return FIRST_BYTES + SECOND_BYTES + 4 * this.dimension;
  }

  /** Both parts of the sketch of a vector, and the vector. */
  copyRow(slot: number, target: Buffer, at: number): void {
    let to = at;
    for (const [from, length] of this.#at.row(slot)) {
      // Where `set` would want a view of each piece: 4,000 rows are copied at once.
      this.#bytes.copy(target, to, from, from + length);
      to += length;
    }
  }

  /** Takes in what `copyRow` copied, at the slot `size`. @throws {GalleryError} GALLERY_FULL */
  pushRow(source: Buffer, at: number): void {
    const slot = this.#size;
    this.#reserve(slot);
    let from = at;
    for (const [to, length] of this.#at.row(slot)) {
      source.copy(this.#bytes, to, from, from + length);
      from += length;
    }
    this.#count(this.vectorAt(slot));
  }

  /** The last vector takes the place of the one in this slot. */
  removeSlot(slot: number): void {
    const last = --this.#size;
    const places = this.#at.row(slot);
    for (const [index, [from, length]] of this.#at.row(last).entries()) {
      this.#bytes.copyWithin(places[index]![0], from, from + length);
      this.#bytes.fill(0, from, from + length);
    }
  }

  /** A view, which the next change may overwrite. */
  vectorAt(slot: number): Float32Array {
    const start = this.#at.vector(slot) / 4;
    return this.#floats.subarray(start, start + this.dimension);
  }

  /** What everything after this compares with. */
  setProbe(probe: Float32Array): void {
    this.#floats.set(probe, this.#at.probe / 4);
  }

  /** Squared distance of the probe from one vector. */
  squaredDistance(slot: number): number {
    new Uint32Array(this.#memory.buffer, this.#at.slots, 1)[0] = slot;
    return this.#distances(0, this.#at.slots, 1)[0]!;
  }

  /** Squared distances of the probe from the vectors in these slots, at most `GROUP`; what is returned counts slots from 0. */
  distancesOf(slots: Uint32Array): SlotDistances {
    new Uint32Array(this.#memory.buffer, this.#at.slots, slots.length).set(slots);
    return this.#slotDistances(0, this.#at.slots, slots.length);
  }

  /** Squared distances of the probe from all vectors of a group. @param first slot of the group, a multiple of `GROUP` */
  allDistances(first: number): SlotDistances {
    return this.#slotDistances(first, this.#at.everySlot, this.#countFrom(first));
  }

  /**
   * Compares the first part of the sketch of the probe with all others.
   *
   * @returns how many differ in 0, 1, … 254, and in 255 or 256 bits: a view until the next call
   */
  compareSketches(): Uint32Array {
    const { probe, probeSketch, histogram, blocks } = this.#at;
    this.#sketch(probe, probeSketch, probeSketch + FIRST_BYTES);
    const counts = new Uint32Array(this.#memory.buffer, histogram, DIFFERENCES).fill(0);
    this.#kernel.compareSketches(blocks, this.#at.blockBytes, this.#size, probeSketch, histogram);
    return counts;
  }

  /** Squared distances of those vectors of a group that have such sketches, after `compareSketches`. @param first as above */
  selectedDistances(first: number, { low, high, highOfBoth }: DifferenceRange): SlotDistances {
    const { slots, probeSketch } = this.#at;
    const count = this.#kernel.selectSlots(
      this.#at.block(first),
      this.#at.blockBytes,
      this.#countFrom(first),
      low,
      high,
      probeSketch + FIRST_BYTES,
      highOfBoth,
      slots,
    );
    return this.#slotDistances(first, slots, count);
  }

  #slotDistances(first: number, slots: number, count: number): SlotDistances {
    const squaredDistances = this.#distances(first, slots, count);
    return { slots: new Uint32Array(this.#memory.buffer, slots, count), squaredDistances };
  }

  #distances(first: number, slots: number, count: number): Float32Array {
    const { probe, distances } = this.#at;
    const start = this.#at.block(first);
    this.#kernel.squaredDistances(
      start,
      this.#at.blockBytes,
      this.#at.vectorBytes,
      slots,
      count,
      probe,
      distances,
    );
    return this.#floats.subarray(distances / 4, distances / 4 + count);
  }

  #countFrom(first: number): number {
    return Math.min(GROUP, this.#size - first);
  }

  /** @param vector address of what is sketched @param first, second where the parts of its sketch go */
  #sketch(vector: number, first: number, second: number): void {
    const { planes } = this.#at;
    const vectorBytes = 4 * this.dimension;
    this.#kernel.sketch(planes, vector, vectorBytes, first, FIRST_BYTES);
    this.#kernel.sketch(planes + FIRST_BITS * vectorBytes, vector, vectorBytes, second, SECOND_BYTES);
  }

  /** The vector in the slot `size` is there now. */
  #count(vector: Float32Array): void {
    const length = lengthOf(vector);
    if (length < this.#shortest) this.#shortest = length;
    if (length > this.#longest) this.#longest = length;
    this.#size++;
  }

  #reserve(slot: number): void {
    const missing = pages(this.#at.block(slot) + this.#at.blockBytes - this.#bytes.length);
    if (missing <= 0) return;
    try {
      this.#memory.grow(missing);
    } catch (error) {
      throw new GalleryError(
        'GALLERY_FULL',
        `There is no room for more than ${this.#size} templates of ${this.dimension} values: a gallery has at most 4 GiB, and this machine may have less. Divide the people among more buildings.`,
        { cause: error, context: { templates: this.#size, dimension: this.dimension } },
      );
    }
    this.#look();
  }

  /** Views see only as far as the memory reached when they were made. */
  #look(): void {
    this.#bytes = Buffer.from(this.#memory.buffer);
    this.#floats = new Float32Array(this.#memory.buffer);
  }
}

function pages(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}
