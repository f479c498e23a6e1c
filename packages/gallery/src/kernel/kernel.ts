import { KERNEL_MODULE } from './kernel-module.ts';
import { instantiate, type SharedPages } from './web-assembly.ts';

/** Vectors of a block. */
export const BLOCK = 1_024;
/** Bits of the first part of a sketch, which is compared always, and of the second; each from a hyperplane of its own. */
export const FIRST_BITS = 256;
export const SECOND_BITS = 512;
export const FIRST_BYTES = FIRST_BITS / 8;
export const SECOND_BYTES = SECOND_BITS / 8;
/** Planes whose numbers lie together: the kernel takes them at once. */
export const PLANES_AT_ONCE = 32;
/** Values of a byte that counts differing bits of a first part; the last stands for 256 as well. */
export const DIFFERENCES = 256;
/** The kernel takes vectors in pieces of so many bytes. */
export const VECTOR_PIECE_BYTES = 64;
/** A vector with the zeros that the kernel wants behind it, in numbers. */
export function paddedDimension(dimension: number): number {
  const piece = VECTOR_PIECE_BYTES / Float32Array.BYTES_PER_ELEMENT;
  return Math.ceil(dimension / piece) * piece;
}

/** Where things lie in a block, as `kernel/kernel.wat` has it. */
export const FIRST_PARTS_AT = BLOCK;
export const SECOND_PARTS_AT = FIRST_PARTS_AT + BLOCK * FIRST_BYTES;
export const VECTORS_AT = SECOND_PARTS_AT + BLOCK * SECOND_BYTES;

/** The compiled loops of `kernel/kernel.wat`, which says what each parameter is. All of them are addresses, counts or bytes. */
export interface Kernel {
  quantise(vector: number, vectorBytes: number, scale: number, integers: number): void;
  sketch(planes: number, integers: number, integerBytes: number, sketch: number, sketchBytes: number): void;
  compareSketches(blocks: number, blockBytes: number, count: number, probe: number, histogram: number): void;
  selectSlots(
    blocks: number,
    blockBytes: number,
    count: number,
    low: number,
    high: number,
    probe: number,
    highOfBoth: number,
    slots: number,
  ): number;
  squaredDistances(
    blocks: number,
    blockBytes: number,
    vectorBytes: number,
    slots: number,
    count: number,
    probe: number,
    distances: number,
  ): void;
}

/** Under a millisecond, as the module has only a kilobyte. @param memory all that the loops read and write */
export function createKernel(memory: SharedPages): Kernel {
  return instantiate(Buffer.from(KERNEL_MODULE, 'base64'), { gallery: { memory } }) as Kernel;
}
