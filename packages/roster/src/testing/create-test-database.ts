export interface TestDatabase {
  /** Migrated and empty. */
  readonly databaseUrl: string;
  /** Drops it, and stops the server if nobody else uses it. Idempotent. */
  drop(): Promise<void>;
}

/**
 * A migrated, empty database of its own, cloned from a template on one embedded server that all test processes of
 * this machine share. Call `drop` when done, or the server stays.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  throw new Error('not there yet');
}
