import { RosterError } from '../roster-error.ts';

/** Whether trying the same again later may succeed: the database was away, or two writers met. */
export function isRetryable(error: unknown): boolean {
  return (
    error instanceof RosterError &&
    (error.code === 'DATABASE_UNREACHABLE' || error.code === 'DATABASE_CONFLICT')
  );
}
