import type { SealingKey } from '@portero/protocol';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import { loadSealingKeySet, readSealingKeySet } from './sealing-key-file.ts';
import { currentSealingKey, openingSealingKeys, type SealingKeySet } from './sealing-key-set.ts';

export interface SealingKeysOptions {
  readonly dataDir: string;
  /** How often the file is looked at. @defaultValue 5000 */
  readonly pollMs?: number;
}

export interface SealingKeysDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

/**
 * The installation's sealing keys as a running coordinator sees them: the file is read again and again, so that a
 * rotation by another process, or a copy from another machine, needs no restart.
 *
 * Invariants: a file that is gone or cannot be read changes nothing; a listener is told when the key in use or the set of keys
 * that open has changed, also when only time has passed.
 */
export class SealingKeys {
  readonly #options: SealingKeysOptions;
  readonly #deps: SealingKeysDeps;
  readonly #listeners = new Set<() => void>();
  #set: SealingKeySet;
  #told: string;
  #timer: NodeJS.Timeout | undefined;

  private constructor(set: SealingKeySet, options: SealingKeysOptions, deps: SealingKeysDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#set = set;
    this.#told = this.#state();
  }

  /** @throws {PrivateFileError}, {CoordinatorError} as `loadSealingKeySet` */
  static async open(options: SealingKeysOptions, deps: SealingKeysDeps): Promise<SealingKeys> {
    const keys = new SealingKeys(await loadSealingKeySet(options, deps), options, deps);
    keys.#timer = setInterval(() => void keys.refresh(), options.pollMs ?? 5_000).unref();
    return keys;
  }

  /** The key that edges are to seal to. */
  get current(): SealingKey {
    return currentSealingKey(this.#set, this.#deps.clock.now());
  }

  /** Every key that opens. */
  get opening(): SealingKey[] {
    return openingSealingKeys(this.#set, this.#deps.clock.now());
  }

  /** @returns ends the calls */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Never rejects. */
  async refresh(): Promise<void> {
    try {
      this.#set = await readSealingKeySet(this.#options);
    } catch (error) {
      this.#deps.logger.error({ reason: errorMessage(error) }, 'the sealing keys could not be read again');
    }
    const state = this.#state();
    if (state === this.#told) return;
    this.#told = state;
    this.#deps.logger.info(
      { kid: this.current.kid, opening: this.opening.map(({ kid }) => kid) },
      'the sealing keys changed',
    );
    for (const listener of this.#listeners) listener();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #state(): string {
    return [this.current, ...this.opening].map(({ kid }) => kid).join(' ');
  }
}
