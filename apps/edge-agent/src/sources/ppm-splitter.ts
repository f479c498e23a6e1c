import type { RawFrame } from '@portero/encoder';
import { EdgeError } from '../edge-error.ts';

const MAX_HEADER_BYTES = 64;
const HEADER = /^P6\s(\d{1,5})\s(\d{1,5})\s255\s/;

/**
 * Cuts a stream of binary PPM images (netpbm's P6, as ffmpeg's image2pipe writes them) into frames.
 * PPM is raw RGB24 that carries its size, so the stream needs neither probing nor a second compression.
 *
 * Memory: one header and one frame; a frame's buffer is its own and is never written again.
 */
export class PpmSplitter {
  #header = Buffer.alloc(0);
  #frame: { data: Uint8Array; width: number; height: number; filled: number } | undefined;
  readonly #maxImageBytes: number;

  constructor({ maxImageBytes }: { maxImageBytes: number }) {
    this.#maxImageBytes = maxImageBytes;
  }

  /**
   * @returns the frames that this chunk completes
   * @throws {EdgeError} FFMPEG_FAILED when the stream is not PPM; SOURCE_TOO_LARGE
   */
  push(chunk: Buffer): RawFrame[] {
    const frames: RawFrame[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      if (!this.#frame) {
        rest = this.#readHeader(rest);
        continue;
      }
      const { data, width, height, filled } = this.#frame;
      const taken = rest.copy(data, filled);
      this.#frame.filled += taken;
      rest = rest.subarray(taken);
      if (this.#frame.filled === data.length) {
        frames.push({ data, width, height, channels: 3 });
        this.#frame = undefined;
      }
    }
    return frames;
  }

  /** @returns what follows the header, or nothing when the header is not complete */
  #readHeader(chunk: Buffer): Buffer {
    const head = Buffer.concat([this.#header, chunk.subarray(0, MAX_HEADER_BYTES)]);
    const match = HEADER.exec(head.toString('latin1'));
    if (!match) {
      if (head.length >= MAX_HEADER_BYTES || !'P6'.startsWith(head.toString('latin1', 0, 2))) {
        throw new EdgeError('FFMPEG_FAILED', 'ffmpeg sent something that is not a PPM image.');
      }
      this.#header = head;
      return Buffer.alloc(0);
    }
    const [width, height] = [Number(match[1]), Number(match[2])];
    const bytes = width * height * 3;
    if (bytes === 0 || bytes > this.#maxImageBytes) {
      throw new EdgeError(
        'SOURCE_TOO_LARGE',
        `A frame of ${width} × ${height} pixels has ${bytes} bytes; the limit is ${this.#maxImageBytes}. Lower maxWidthPx.`,
      );
    }
    this.#frame = { data: new Uint8Array(bytes), width, height, filled: 0 };
    const consumed = match[0].length - this.#header.length;
    this.#header = Buffer.alloc(0);
    return chunk.subarray(consumed);
  }
}
