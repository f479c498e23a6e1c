import { setTimeout as sleep } from 'node:timers/promises';

export interface BackoffOptions {
  /** @defaultValue 100 */
  firstMs?: number;
  /** @defaultValue 5000 */
  maxMs?: number;
  /** Give up after this many attempts. @defaultValue no limit */
  attempts?: number;
  /** Errors for which trying again is pointless are thrown at once. @defaultValue retry all */
  isRetryable?: (error: unknown) => boolean;
  signal?: AbortSignal;
}

/** Exponential delay with full jitter: uniform in [0, min(max, first × 2^attempt)]. */
export function backoffDelayMs(
  attempt: number,
  { firstMs = 100, maxMs = 5000 }: BackoffOptions = {},
): number {
  return Math.random() * Math.min(maxMs, firstMs * 2 ** attempt);
}

/** Calls `task` until it succeeds, waiting longer after each failure. */
export async function retry<T>(task: () => Promise<T>, options: BackoffOptions = {}): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      const last = options.attempts !== undefined && attempt + 1 >= options.attempts;
      if (last || options.isRetryable?.(error) === false) throw error;
      await sleep(
        backoffDelayMs(attempt, options),
        undefined,
        options.signal ? { signal: options.signal } : {},
      );
    }
  }
}
