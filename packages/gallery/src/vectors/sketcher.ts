import { FIRST_BITS, FIRST_BYTES, type Kernel, SECOND_BYTES } from '../kernel/kernel.ts';
import type { Addresses } from './addresses.ts';
import { sketchScale } from './hyperplanes.ts';

/** Makes the sketch of one vector after the other, each part of it when it is wanted. */
export class Sketcher {
  readonly #at: Addresses;
  readonly #kernel: Kernel;

  constructor(at: Addresses, kernel: Kernel) {
    this.#at = at;
    this.#kernel = kernel;
  }

  /** What is sketched from now on. @param vector its address @param length of it */
  take(vector: number, length: number): void {
    this.#kernel.quantise(vector, this.#at.vectorBytes, sketchScale(length), this.#at.integers);
  }

  writeFirst(target: number): void {
    const { planes, integers, integerBytes } = this.#at;
    this.#kernel.sketch(planes, integers, integerBytes, target, FIRST_BYTES);
  }

  writeSecond(target: number): void {
    const { planes, integers, integerBytes } = this.#at;
    this.#kernel.sketch(planes + FIRST_BITS * integerBytes, integers, integerBytes, target, SECOND_BYTES);
  }
}
