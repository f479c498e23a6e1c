import { isRetryable } from '@portero/roster';
import { errorMessage, type Logger, retry } from '@portero/runtime';

/** Does what needs the database, again and again while that is away, until it is done or `signal` ends it. */
export function patiently<T>(
  task: () => Promise<T>,
  { signal, logger }: { signal: AbortSignal; logger: Logger },
): Promise<T> {
  return retry(
    async () => {
      signal.throwIfAborted();
      try {
        return await task();
      } catch (error) {
        logger.warn({ reason: errorMessage(error) }, 'a gallery could not be loaded yet');
        throw error;
      }
    },
    { signal, isRetryable: isRetryableOrCausedByOne },
  );
}

/** The gallery wraps what its source throws. */
function isRetryableOrCausedByOne(error: unknown): boolean {
  return isRetryable(error) || (error instanceof Error && isRetryable(error.cause));
}
