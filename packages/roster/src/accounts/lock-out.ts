/** Attempts that cost nothing: people mistype. */
export const FREE_ATTEMPTS = 5;
export const FIRST_LOCK_OUT_MS = 30_000;
export const LONGEST_LOCK_OUT_MS = 3_600_000;

/**
 * How long nothing is taken after so many attempts in a row that failed: nothing at first, then 30 s, and twice as long
 * after each further one, up to an hour.
 */
export function lockOutMs(failedAttempts: number): number {
  if (failedAttempts < FREE_ATTEMPTS) return 0;
  return Math.min(LONGEST_LOCK_OUT_MS, FIRST_LOCK_OUT_MS * 2 ** (failedAttempts - FREE_ATTEMPTS));
}
