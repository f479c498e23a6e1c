import { errorMessage } from '@portero/runtime';
import { GalleryError } from '../gallery-error.ts';
import { createKernel, type Kernel } from './kernel.ts';
import { createPages, type SharedPages } from './web-assembly.ts';

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
/** 4 GiB: what 32-bit addresses reach. */
export const MAX_BYTES = MAX_PAGES * PAGE_BYTES;

/** The memory of a kernel, which grows at its end, so that nothing in it ever moves. */
export class KernelMemory {
  readonly kernel: Kernel;
  readonly #pages: SharedPages;
  #bytes: Buffer;
  #floats: Float32Array;

  constructor(bytes: number) {
    this.#pages = createPages({ initial: Math.ceil(bytes / PAGE_BYTES), maximum: MAX_PAGES });
    this.kernel = createKernel(this.#pages);
    this.#bytes = Buffer.from(this.#pages.buffer);
    this.#floats = new Float32Array(this.#pages.buffer);
  }

  /** As far as it reaches now: views of what is there already hold for ever. */
  get buffer(): SharedArrayBuffer {
    return this.#pages.buffer;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get floats(): Float32Array {
    return this.#floats;
  }

  /** Grows until it has so many bytes. @throws {GalleryError} GALLERY_FULL */
  reserve(bytes: number): void {
    const missing = Math.ceil((bytes - this.#bytes.length) / PAGE_BYTES);
    if (missing <= 0) return;
    try {
      this.#pages.grow(missing);
    } catch (error) {
      throw new GalleryError(
        'GALLERY_FULL',
        `There is no memory for more templates than there are: ${this.#bytes.length} bytes cannot become ${bytes} (${errorMessage(error)}). Give this machine more memory, or divide the people among more buildings.`,
        { cause: error, context: { bytes } },
      );
    }
    this.#bytes = Buffer.from(this.#pages.buffer);
    this.#floats = new Float32Array(this.#pages.buffer);
  }
}
