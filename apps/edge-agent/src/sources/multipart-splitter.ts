import { EdgeError } from '../edge-error.ts';

const MAX_HEADER_BYTES = 8192;
const CRLF2 = Buffer.from('\r\n\r\n');
const LF2 = Buffer.from('\n\n');

/**
 * The boundary of a `multipart/x-mixed-replace` content type, as it stands in the body (RFC 2046, section 5.1.1).
 * Many cameras declare it with its two leading hyphens already; both ways mean the same here.
 */
export function multipartBoundary(contentType: string): string | undefined {
  if (!/^multipart\//i.test(contentType)) return undefined;
  const declared = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = (declared?.[1] ?? declared?.[2])?.replace(/^--/, '');
  return boundary ? `--${boundary}` : undefined;
}

/**
 * Cuts the body of a motion-JPEG stream into images, by Content-Length where parts have one, by boundary otherwise.
 * Memory: at most one image of `maxImageBytes` and one chunk.
 */
export class MultipartSplitter {
  #buffer = Buffer.alloc(0);
  /** Length of the part's body if declared, once its headers have been read. */
  #part: { contentLength: number | undefined } | undefined;
  /** Nothing before this offset can begin the boundary: it has been searched. */
  #searchedTo = 0;
  readonly #boundary: Buffer;
  readonly #maxImageBytes: number;

  constructor({ boundary, maxImageBytes }: { boundary: string; maxImageBytes: number }) {
    this.#boundary = Buffer.from(boundary, 'latin1');
    this.#maxImageBytes = maxImageBytes;
  }

  /** @throws {EdgeError} SOURCE_TOO_LARGE, CAMERA_HTTP_FAILED for headers without end */
  push(chunk: Uint8Array): Buffer[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const images: Buffer[] = [];
    for (;;) {
      if (!this.#part && !this.#readHeaders()) break;
      const image = this.#readBody();
      if (!image) break;
      if (image.length > 0) images.push(image);
    }
    return images;
  }

  #readHeaders(): boolean {
    const start = this.#buffer.indexOf(this.#boundary);
    if (start < 0) {
      // What cannot begin a boundary is preamble; keep only a tail in which one may have begun.
      this.#discard(Math.max(0, this.#buffer.length - this.#boundary.length));
      return false;
    }
    this.#discard(start);
    const end = this.#headerEnd();
    if (end === undefined) {
      if (this.#buffer.length > MAX_HEADER_BYTES) {
        throw new EdgeError('CAMERA_HTTP_FAILED', 'The camera sent a part whose headers do not end.');
      }
      return false;
    }
    const declared = /^content-length:\s*(\d+)/im.exec(this.#buffer.toString('latin1', 0, end))?.[1];
    this.#part = { contentLength: declared === undefined ? undefined : Number(declared) };
    this.#refuseIfLarger(this.#part.contentLength ?? 0);
    this.#discard(end);
    return true;
  }

  #headerEnd(): number | undefined {
    const ends = [CRLF2, LF2].map((blank) => ({ blank, at: this.#buffer.indexOf(blank) }));
    const [first] = ends.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
    return first && first.at + first.blank.length;
  }

  #readBody(): Buffer | undefined {
    const length = this.#part?.contentLength ?? this.#findBoundary();
    if (length === undefined || this.#buffer.length < length) return undefined;
    // A copy: the image outlives this buffer in a queue or another thread.
    const image = Buffer.from(this.#buffer.subarray(0, length));
    this.#discard(length);
    this.#part = undefined;
    return image;
  }

  #findBoundary(): number | undefined {
    const at = this.#buffer.indexOf(this.#boundary, this.#searchedTo);
    if (at >= 0) return at;
    this.#searchedTo = Math.max(0, this.#buffer.length - this.#boundary.length);
    this.#refuseIfLarger(this.#buffer.length);
    return undefined;
  }

  #refuseIfLarger(bytes: number): void {
    if (bytes <= this.#maxImageBytes) return;
    throw new EdgeError(
      'SOURCE_TOO_LARGE',
      `The camera sends an image of more than ${this.#maxImageBytes} bytes.`,
    );
  }

  #discard(bytes: number): void {
    this.#buffer = this.#buffer.subarray(bytes);
    this.#searchedTo = 0;
  }
}
