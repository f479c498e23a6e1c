import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelayMs, errorMessage, isAppError, type Logger } from '@portero/runtime';

export interface ReconnectOptions {
  readonly description: string;
  /** Consecutive failures before `pause` throws the last one. @defaultValue no limit */
  readonly maxFailures?: number;
  /** @defaultValue 250 */
  readonly firstMs?: number;
  /** @defaultValue 10000 */
  readonly maxMs?: number;
}

/** When to try a camera again: later after each failure in a row, at once again after a frame. */
export class Reconnect {
  #failures = 0;
  readonly #options: ReconnectOptions;
  readonly #logger: Logger;

  constructor(options: ReconnectOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
  }

  succeeded(): void {
    if (this.#failures > 0) this.#logger.info({ source: this.#options.description }, 'the camera is back');
    this.#failures = 0;
  }

  /**
   * Waits before the next attempt; returns early when `signal` is aborted.
   * @throws the error itself when it was one failure too many
   */
  async pause(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#failures += 1;
    const { description, maxFailures, firstMs = 250, maxMs = 10_000 } = this.#options;
    if (maxFailures !== undefined && this.#failures >= maxFailures) throw error;
    const delayMs = Math.round(backoffDelayMs(this.#failures, { firstMs, maxMs }));
    this.#logger.warn(
      {
        source: description,
        failures: this.#failures,
        delayMs,
        code: isAppError(error) ? error.code : undefined,
        reason: errorMessage(error),
      },
      'the camera failed and is tried again',
    );
    await sleep(delayMs, undefined, { signal }).catch(() => undefined);
  }
}
