import { join } from 'node:path';
import { type Clock, ensurePrivateDirectory, readPrivateFile, replacePrivateFile } from '@portero/runtime';
import { keysFolder } from './keys.ts';

/**
 * The numbers of the configurations that edges are sent, in `<dataDir>/keys/config-version`. They follow the clock, so
 * that several coordinators need not agree on a counter, and go up even if it steps back.
 */
export class ConfigVersions {
  readonly #folder: string;
  readonly #clock: Pick<Clock, 'now'>;

  constructor({ dataDir }: { dataDir: string }, { clock }: { clock: Pick<Clock, 'now'> }) {
    this.#folder = keysFolder(dataDir);
    this.#clock = clock;
  }

  /** Of the last configuration; 1 before the first. */
  async latest(): Promise<number> {
    const kept = Number(await readPrivateFile(this.#file));
    return Number.isSafeInteger(kept) && kept > 0 ? kept : 1;
  }

  /** Written down before it is used: a crash skips a number and never uses one twice. */
  async next(): Promise<number> {
    const version = Math.max(this.#clock.now(), (await this.latest()) + 1);
    await ensurePrivateDirectory(this.#folder);
    await replacePrivateFile(this.#file, `${version}\n`);
    return version;
  }

  get #file(): string {
    return join(this.#folder, 'config-version');
  }
}
