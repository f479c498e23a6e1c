import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of one gallery's snapshot, one for each bucket, readable by their owner only. */
export class SnapshotFolder {
  readonly #path: string;

  constructor(dir: string, gallery: { buildingId: string; modelId: string }) {
    // The id of a model may hold what a file's name may not.
    const model = createHash('sha256').update(gallery.modelId).digest('hex').slice(0, 16);
    this.#path = join(dir, `${gallery.buildingId}-${model}`);
  }

  /** @returns undefined where there is none, or none that can be read: a snapshot is only ever a short cut */
  async read(bucket: number): Promise<Buffer | undefined> {
    return readFile(this.#file(bucket)).catch(() => undefined);
  }

  /** All of it or, cut off, what was there before; after a power failure perhaps neither, which its seal tells. */
  async write(bucket: number, sealed: AsyncIterable<Uint8Array>): Promise<void> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
    const file = this.#file(bucket);
    await writeFile(`${file}.new`, sealed, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  #file(bucket: number): string {
    return join(this.#path, `${bucket.toString(16).padStart(2, '0')}.sealed`);
  }
}
