import {
  BLOCK,
  DIFFERENCES,
  FIRST_BITS,
  FIRST_BYTES,
  type Kernel,
  SECOND_BITS,
  SECOND_BYTES,
} from '../kernel/kernel.ts';
import { KernelMemory, MAX_BYTES } from '../kernel/kernel-memory.ts';
import { Addresses } from './addresses.ts';
import { Sketcher } from './sketcher.ts';
import { lengthOf } from './vector-length.ts';

/** Vectors that are handed out at once: eight blocks, some microseconds for a call and 32 kB for a list of them. */
export const GROUP = 8 * BLOCK;

/** In how many bits the sketches of those that are asked for differ from the probe's. */
export interface DifferenceRange {
  /** Of the first part, both included; 255 stands for 256 as well. */
  low: number;
  high: number;
  /** Of both parts together, at most. */
  highOfBoth: number;
}

/** Some slots of a group, counted from its first, and their squared distances: the first `count` of each, until the next call. */
export interface SlotDistances {
  readonly count: number;
  readonly slots: Uint32Array;
  readonly squaredDistances: Float32Array;
}

/**
 * Vectors and their sketches in blocks of 1,024, one block after the other in the memory of a kernel, which has 4 GiB at most.
 *
 * Invariants:
 * - slots 0 … size − 1 are in use and no other, and nothing of a vector stays in a slot that is not;
 * - a block never moves: more vectors mean more pages at the end of the memory, so that growing copies nothing;
 * - `lengths` bounds the lengths of all vectors that are here, and may be of some that were.
 */
export class VectorBlocks {
  readonly dimension: number;
  readonly #memory: KernelMemory;
  readonly #kernel: Kernel;
  readonly #at: Addresses;
  readonly #sketcher: Sketcher;
  /** Those of the kernel that never move: made once, as a search is too short to make views. */
  readonly #slots: Uint32Array;
  readonly #everySlot: Uint32Array;
  readonly #squaredDistances: Float32Array;
  readonly #histogram: Uint32Array;
  #probeLength = 0;
  #isSecondPartMade = false;
  #size = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #longest = 0;

  /** @param dimension length of every vector @param planes of their sketches */
  constructor(dimension: number, planes: Int16Array) {
    this.dimension = dimension;
    this.#at = new Addresses(dimension, GROUP);
    this.#memory = new KernelMemory(this.#at.blocks);
    const { buffer, kernel } = this.#memory;
    this.#kernel = kernel;
    const { slots, everySlot, distances, histogram } = this.#at;
    new Int16Array(buffer, this.#at.planes, planes.length).set(planes);
    this.#sketcher = new Sketcher(this.#at, this.#kernel);
    this.#slots = new Uint32Array(buffer, slots, GROUP);
    this.#everySlot = new Uint32Array(buffer, everySlot, GROUP);
    for (let slot = 0; slot < GROUP; slot++) this.#everySlot[slot] = slot;
    this.#squaredDistances = new Float32Array(buffer, distances, GROUP);
    this.#histogram = new Uint32Array(buffer, histogram, DIFFERENCES);
  }

  /** Vectors that there can be room for, a multiple of `GROUP`. */
  static capacity(dimension: number): number {
    const { blocks, blockBytes } = new Addresses(dimension, GROUP);
    const count = Math.floor((MAX_BYTES - blocks) / blockBytes) * BLOCK;
    return count - (count % GROUP);
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
    this.#reserve();
    const at = this.#at.vector(slot);
    this.#memory.floats.set(vector, at / 4);
    const length = lengthOf(vector);
    this.#sketcher.take(at, length);
    this.#sketcher.writeFirst(this.#at.firstPart(slot));
    this.#sketcher.writeSecond(this.#at.secondPart(slot));
    this.#note(length);
    this.#size++;
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
      this.#memory.bytes.copy(target, to, from, from + length);
      to += length;
    }
  }

  /** Takes in what `copyRow` copied, at the slot `size`. @throws {GalleryError} GALLERY_FULL */
  pushRow(source: Buffer, at: number): void {
    this.#reserve();
    this.#writeRow(this.#size++, source, at);
  }

  /** Puts what `copyRow` copied in the place of another. */
  replaceRow(slot: number, row: Buffer): void {
    this.#writeRow(slot, row, 0);
  }

  /** The last vector takes the place of the one in this slot. */
  removeSlot(slot: number): void {
    const last = --this.#size;
    const places = this.#at.row(slot);
    for (const [index, [from, length]] of this.#at.row(last).entries()) {
      this.#memory.bytes.copyWithin(places[index]![0], from, from + length);
      this.#memory.bytes.fill(0, from, from + length);
    }
  }

  /** A view, which the next change may overwrite. */
  vectorAt(slot: number): Float32Array {
    const start = this.#at.vector(slot) / 4;
    return this.#memory.floats.subarray(start, start + this.dimension);
  }

  /** What everything after this compares with. @param length of it */
  setProbe(probe: Float32Array, length: number): void {
    this.#memory.floats.set(probe, this.#at.probe / 4);
    this.#probeLength = length;
  }

  /** Squared distance of the probe from one vector. */
  squaredDistance(slot: number): number {
    this.#slots[0] = slot;
    this.#distances(0, this.#at.slots, 1);
    return this.#squaredDistances[0]!;
  }

  /** Squared distances of the probe from the vectors in these slots, at most `GROUP`; what is returned counts slots from 0. */
  distancesOf(slots: Uint32Array): SlotDistances {
    this.#slots.set(slots);
    this.#distances(0, this.#at.slots, slots.length);
    return { count: slots.length, slots: this.#slots, squaredDistances: this.#squaredDistances };
  }

  /** Squared distances of the probe from all vectors of a group. @param first slot of the group, a multiple of `GROUP` */
  allDistances(first: number): SlotDistances {
    const count = this.#countFrom(first);
    this.#distances(first, this.#at.everySlot, count);
    return { count, slots: this.#everySlot, squaredDistances: this.#squaredDistances };
  }

  /**
   * Compares the first part of the sketch of the probe with all others.
   *
   * @returns how many of every second vector differ in 0, 1, … 254, and in 255 or 256 bits: a view until the next call
   */
  compareSketches(): Uint32Array {
    const { probe, probeSketch, histogram, blocks, blockBytes } = this.#at;
    this.#sketcher.take(probe, this.#probeLength);
    this.#sketcher.writeFirst(probeSketch);
    this.#isSecondPartMade = false;
    this.#histogram.fill(0);
    this.#kernel.compareSketches(blocks, blockBytes, this.#size, probeSketch, histogram);
    return this.#histogram;
  }

  /** Squared distances of those vectors of a group that have such sketches, after `compareSketches`. @param first as above */
  selectedDistances(first: number, { low, high, highOfBoth }: DifferenceRange): SlotDistances {
    const { slots, probeSketch, blockBytes } = this.#at;
    const secondPart = probeSketch + FIRST_BYTES;
    if (highOfBoth < FIRST_BITS + SECOND_BITS && !this.#isSecondPartMade) {
      // Twice as long as the first, and often nobody is left to be compared with it.
      this.#sketcher.writeSecond(secondPart);
      this.#isSecondPartMade = true;
    }
    const count = this.#kernel.selectSlots(
      this.#at.block(first),
      blockBytes,
      this.#countFrom(first),
      low,
      high,
      secondPart,
      highOfBoth,
      slots,
    );
    this.#distances(first, slots, count);
    return { count, slots: this.#slots, squaredDistances: this.#squaredDistances };
  }

  #distances(first: number, slots: number, count: number): void {
    const { blockBytes, vectorBytes, probe, distances } = this.#at;
    const start = this.#at.block(first);
    this.#kernel.squaredDistances(start, blockBytes, vectorBytes, slots, count, probe, distances);
  }

  #countFrom(first: number): number {
    return Math.min(GROUP, this.#size - first);
  }

  #writeRow(slot: number, source: Buffer, at: number): void {
    let from = at;
    for (const [to, length] of this.#at.row(slot)) {
      source.copy(this.#memory.bytes, to, from, from + length);
      from += length;
    }
    this.#note(lengthOf(this.vectorAt(slot)));
  }

  /** There is a vector of this length. */
  #note(length: number): void {
    if (length < this.#shortest) this.#shortest = length;
    if (length > this.#longest) this.#longest = length;
  }

  /** Room for one more. */
  #reserve(): void {
    this.#memory.reserve(this.#at.block(this.#size) + this.#at.blockBytes);
  }
}
