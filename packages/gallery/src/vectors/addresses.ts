import {
  BLOCK,
  DIFFERENCES,
  FIRST_BITS,
  FIRST_BYTES,
  FIRST_PARTS_AT,
  paddedDimension,
  SECOND_BITS,
  SECOND_BYTES,
  SECOND_PARTS_AT,
  VECTORS_AT,
} from '../kernel/kernel.ts';

/** So that no vector of the machine crosses a line of its cache. */
const ALIGNMENT = 64;

/** Where things lie in the memory of a kernel: what a search needs, and behind it the blocks. */
export class Addresses {
  /** Of a vector in a block, with the zeros behind it. */
  readonly vectorBytes: number;
  /** Of such a vector in 16-bit integers. */
  readonly integerBytes: number;
  readonly blockBytes: number;
  readonly planes: number;
  /** The vector that is being sketched, in integers. */
  readonly integers: number;
  readonly probe: number;
  /** Both parts. */
  readonly probeSketch: number;
  /** How many sketches differ in so many bits. */
  readonly histogram: number;
  readonly slots: number;
  readonly everySlot: number;
  readonly distances: number;
  readonly blocks: number;
  readonly #dimension: number;

  /** @param group slots in a list */
  constructor(dimension: number, group: number) {
    this.#dimension = dimension;
    this.vectorBytes = 4 * paddedDimension(dimension);
    this.integerBytes = 2 * paddedDimension(dimension);
    this.blockBytes = VECTORS_AT + BLOCK * this.vectorBytes;
    let end = 0;
    const take = (bytes: number) => {
      const start = end;
      end += aligned(bytes, ALIGNMENT);
      return start;
    };
    this.planes = take((FIRST_BITS + SECOND_BITS) * this.integerBytes);
    this.integers = take(this.integerBytes);
    this.probe = take(this.vectorBytes);
    this.probeSketch = take(FIRST_BYTES + SECOND_BYTES);
    this.histogram = take(4 * DIFFERENCES);
    this.slots = take(4 * group);
    this.everySlot = take(4 * group);
    this.distances = take(4 * group);
    this.blocks = take(0);
  }

  /** The block that a slot is in. */
  block(slot: number): number {
    return this.blocks + Math.floor(slot / BLOCK) * this.blockBytes;
  }

  firstPart(slot: number): number {
    return this.block(slot) + FIRST_PARTS_AT + (slot % BLOCK) * FIRST_BYTES;
  }

  secondPart(slot: number): number {
    return this.block(slot) + SECOND_PARTS_AT + (slot % BLOCK) * SECOND_BYTES;
  }

  vector(slot: number): number {
    return this.block(slot) + VECTORS_AT + (slot % BLOCK) * this.vectorBytes;
  }

  /** All that belongs to a vector: both parts of its sketch, and itself. */
  row(slot: number): readonly (readonly [address: number, bytes: number])[] {
    return [
      [this.firstPart(slot), FIRST_BYTES],
      [this.secondPart(slot), SECOND_BYTES],
      [this.vector(slot), 4 * this.#dimension],
    ];
  }
}

function aligned(bytes: number, to: number): number {
  return Math.ceil(bytes / to) * to;
}
