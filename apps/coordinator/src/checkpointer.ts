import type { Roster } from '@portero/roster';
import { errorMessage, type Logger } from '@portero/runtime';
import { keepCheckpoints } from './audit-files.ts';

export interface CheckpointerOptions {
  dataDir: string;
  /** Time between two checkpoints at most, while anything is written. */
  everyMs: number;
  /** Decisions between two checkpoints at most. */
  everyDecisions: number;
}

export interface CheckpointerDeps {
  audit: Pick<Roster['audit'], 'checkpoint'>;
  logger: Logger;
}

/**
 * Signs now and then how far the chains of the audit log have come, keeps it in the database and in a file, and says it
 * in the log, so that a copy is wherever the logs go. At the start, at the end, and in between after so many decisions
 * or so much time. Never throws: no door waits for it.
 */
export class Checkpointer {
  readonly #options: CheckpointerOptions;
  readonly #deps: CheckpointerDeps;
  #timer: NodeJS.Timeout | undefined;
  #decisions = 0;
  #making: Promise<void> = Promise.resolve();

  constructor(options: CheckpointerOptions, deps: CheckpointerDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => this.#next(), this.#options.everyMs);
    this.#timer.unref();
    await this.#next();
  }

  /** To be told of every decision. */
  decided(): void {
    this.#decisions++;
    if (this.#decisions >= this.#options.everyDecisions) void this.#next();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#next();
  }

  /** One at a time. */
  #next(): Promise<void> {
    this.#decisions = 0;
    this.#making = this.#making.then(() => this.#make());
    return this.#making;
  }

  async #make(): Promise<void> {
    const { audit, logger } = this.#deps;
    try {
      const { made, receded } = await audit.checkpoint();
      await keepCheckpoints(this.#options.dataDir, made);
      for (const { id, chains, jws } of made) logger.info({ id, chains, jws }, 'audit checkpoint');
      for (const chain of receded) {
        logger.error(
          chain,
          'the audit log was cut: a chain is shorter than it was, run portero audit verify',
        );
      }
    } catch (error) {
      logger.error({ reason: errorMessage(error) }, 'no audit checkpoint could be made');
    }
  }
}
