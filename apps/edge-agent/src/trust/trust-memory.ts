import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  ensurePrivateDirectory,
  errorMessage,
  type Logger,
  readPrivateFile,
  replacePrivateFile,
} from '@portero/runtime';
import { EdgeError } from '../edge-error.ts';
import { type Trust, trustSchema } from './trust.ts';

/**
 * Where an edge keeps what it was told by signed messages beyond a restart: one private file.
 *
 * Invariants: the file is whole or the one before, whatever dies; writes follow one another, and the last one wins; a
 * file that is there and cannot be used is an error and never taken for one that is not there.
 */
export class TrustMemory {
  readonly #folder: string;
  readonly #file: string;
  readonly #logger: Logger;
  #last: Promise<void> = Promise.resolve();
  /** Whether there was not even a folder when it was read. */
  isNew = false;

  /** @param edge `site/building/edge` */
  constructor({ stateDir, edge }: { stateDir: string; edge: string }, { logger }: { logger: Logger }) {
    // Slugs have no dots, so no two edges share a file.
    this.#file = join(stateDir, `${edge.replaceAll('/', '.')}.trust.json`);
    this.#folder = stateDir;
    this.#logger = logger;
  }

  /**
   * @returns undefined at the first start of this edge, and when somebody removed the file
   * @throws {PrivateFileError} KEY_FILE_PERMISSIONS when others can get at it
   * @throws {EdgeError} TRUST_FILE_INVALID
   */
  async read(): Promise<Trust | undefined> {
    this.isNew = !existsSync(this.#folder);
    await ensurePrivateDirectory(this.#folder);
    const content = await readPrivateFile(this.#file);
    if (content === undefined) return undefined;
    const parsed = trustSchema.safeParse(parseJson(content));
    if (parsed.success) return parsed.data;
    throw new EdgeError(
      'TRUST_FILE_INVALID',
      `${this.#file} is not what this edge wrote. Remove it to begin again from the bundle: until the next ` +
        'configuration the edge then believes the keys of its bundle, and whatever was revoked since.',
      { context: { path: this.#file } },
    );
  }

  /** Never rejects: an edge whose disk is full works on, and remembers less. */
  save(trust: Trust): Promise<void> {
    this.#last = this.#last.then(async () => {
      try {
        await replacePrivateFile(this.#file, `${JSON.stringify(trust, null, 2)}\n`);
      } catch (error) {
        this.#logger.error(
          { file: this.#file, reason: errorMessage(error) },
          'what this edge was told could not be kept: after a restart an old message may be believed again',
        );
      }
    });
    return this.#last;
  }

  /** Resolves when everything is on the disk. */
  settled(): Promise<void> {
    return this.#last;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
