import { CoordinatorError } from './coordinator-error.ts';

/**
 * Waits for `work` at most `timeoutMs`. The work itself goes on; what it still brings is ignored.
 *
 * @throws {CoordinatorError} `DEADLINE_EXCEEDED`
 */
export async function withDeadline<T>(what: string, timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new CoordinatorError(
          'DEADLINE_EXCEEDED',
          `${what} took longer than ${timeoutMs} ms. Look at the database's load, or raise PORTERO_DATABASE_TIMEOUT_MS.`,
          { context: { what, timeoutMs } },
        ),
      );
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function isDeadlineExceeded(error: unknown): boolean {
  return error instanceof CoordinatorError && error.code === 'DEADLINE_EXCEEDED';
}
