import type { Logger } from '@portero/runtime';
import { RosterError } from '../roster-error.ts';

export interface EmbeddedPostgres {
  /** On 127.0.0.1, with its password: not for logs. */
  readonly databaseUrl: string;
  /** Whether the server was already running when we came. */
  readonly reused: boolean;
  /** Idempotent. Stops the server unless somebody else is connected to it. */
  stop(): Promise<void>;
}

/**
 * A real Postgres in `dataDir`, started or, if it runs already, joined; watched, and started again if it dies.
 * @throws {RosterError} DATABASE_START_FAILED
 */
export async function startEmbeddedPostgres(
  _options: { dataDir: string },
  _deps: { logger: Logger },
): Promise<EmbeddedPostgres> {
  throw new RosterError('DATABASE_START_FAILED', 'Not there yet.');
}
