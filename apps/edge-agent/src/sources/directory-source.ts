import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import { EdgeError } from '../edge-error.ts';
import type { Frame, FrameSource } from './frame.ts';

const IMAGE_FILE = /\.(?:jpe?g|png|webp)$/i;

export interface DirectorySourceOptions {
  readonly path: string;
  readonly loop: boolean;
  readonly intervalMs: number;
  readonly maxImageBytes: number;
}

/** The images of a folder in natural order (2 before 10), each handed out when the consumer asks for it. */
export class DirectorySource implements FrameSource {
  readonly live = false;
  readonly droppedFrames = 0;
  readonly #options: DirectorySourceOptions;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();

  constructor(options: DirectorySourceOptions, deps: { logger: Logger; clock: Clock }) {
    this.#options = options;
    this.#logger = deps.logger;
    this.#clock = deps.clock;
  }

  get description(): string {
    return `dir:${this.#options.path}`;
  }

  /** @throws {EdgeError} SOURCE_UNREADABLE for the folder, SOURCE_EMPTY when no image of it can be read */
  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void, void> {
    let index = 0;
    for (let round = 0; round === 0 || this.#options.loop; round++) {
      const before = index;
      for (const [position, name] of (await this.#imageNames()).entries()) {
        if (index > 0) await this.#pause();
        if (this.#stopped.signal.aborted) return;
        const image = await this.#read(name, position);
        if (!image) continue;
        const capturedMonotonicMs = this.#clock.monotonicMs();
        yield { index, capturedAt: this.#clock.now(), capturedMonotonicMs, image, label: name };
        index += 1;
      }
      if (index === before) {
        throw new EdgeError(
          'SOURCE_EMPTY',
          `The folder ${this.#options.path} holds no readable JPEG, PNG or WebP file.`,
        );
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
  }

  async #imageNames(): Promise<string[]> {
    try {
      const names = await readdir(this.#options.path);
      const { compare } = new Intl.Collator('en', { numeric: true });
      return names.filter((name) => IMAGE_FILE.test(name)).sort(compare);
    } catch (cause) {
      throw new EdgeError(
        'SOURCE_UNREADABLE',
        `The folder ${this.#options.path} cannot be read: ${errorMessage(cause)}.`,
        { cause },
      );
    }
  }

  /** Logs the position only: files are often named after people. */
  async #read(name: string, position: number): Promise<Uint8Array | undefined> {
    const path = join(this.#options.path, name);
    try {
      const { size } = await stat(path);
      if (size <= this.#options.maxImageBytes) return await readFile(path);
      this.#logger.warn({ position, bytes: size }, 'an image is too large and is left out');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      this.#logger.warn({ position, code }, 'an image cannot be read and is left out');
    }
    return undefined;
  }

  async #pause(): Promise<void> {
    if (this.#options.intervalMs === 0) return;
    await sleep(this.#options.intervalMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
  }
}
