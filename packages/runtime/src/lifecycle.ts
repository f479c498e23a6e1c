import { errorMessage } from './app-error.ts';
import type { Logger } from './logger.ts';

/** Something that runs: started once, stopped at least once. */
export interface Service {
  start(): Promise<void>;
  /** Idempotent; a second call waits for the first. */
  stop(): Promise<void>;
}

type Stop = () => Promise<void> | void;

/**
 * The things that a service has opened, closed in reverse order.
 *
 * Invariants: each stop function runs at most once; one that throws is logged and does not keep the others from
 * running; whatever is added after `stop` began is stopped at once.
 */
export class StopStack {
  readonly #stops: { name: string; stop: Stop }[] = [];
  #stopping: Promise<void> | undefined;
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(name: string, stop: Stop): void {
    this.#stops.push({ name, stop });
    if (this.#stopping) this.#stopping = this.#stopping.then(() => this.#drain());
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#drain();
    return this.#stopping;
  }

  async #drain(): Promise<void> {
    for (let entry = this.#stops.pop(); entry; entry = this.#stops.pop()) {
      try {
        await entry.stop();
      } catch (error) {
        this.#logger.error({ part: entry.name, reason: errorMessage(error) }, 'a part did not stop cleanly');
      }
    }
  }
}

/**
 * Runs a service until SIGINT or SIGTERM, then stops it, also while it is still starting: what waits for a database
 * must end when it is told to. A second signal ends the process at once.
 * @returns when the service has stopped
 */
export async function runUntilSignal(service: Service, logger: Logger): Promise<void> {
  const signalled = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve(signal);
      });
    }
  });
  try {
    const started = service.start();
    const signal = await Promise.race([signalled, started.then(() => signalled)]);
    logger.info({ signal }, 'stopping');
  } finally {
    await service.stop();
  }
}
