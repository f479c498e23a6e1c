import type { Logger } from '@portero/runtime';
import type { Roster } from './roster.ts';
import { RosterError } from './roster-error.ts';

export interface OpenRosterOptions {
  /** A Postgres of your own, version 14 or newer. @defaultValue an embedded one in `dataDir` */
  databaseUrl?: string | undefined;
  /** Where the embedded Postgres keeps its files. @defaultValue './.portero' */
  dataDir?: string | undefined;
  /** Connections at most. @defaultValue 10 */
  poolSize?: number | undefined;
  /** How long to wait for a database that does not answer. @defaultValue 30000 */
  connectTimeoutMs?: number | undefined;
}

/**
 * Connects, starting the embedded Postgres unless there is a `databaseUrl`, and brings the schema up to date.
 * Safe to call from many processes at once.
 * @throws {RosterError} DATABASE_UNREACHABLE, DATABASE_START_FAILED, MIGRATION_FAILED, MIGRATION_CHANGED, MIGRATION_UNKNOWN
 */
export async function openRoster(_options: OpenRosterOptions, _deps: { logger: Logger }): Promise<Roster> {
  throw new RosterError('DATABASE_UNREACHABLE', 'Not there yet.');
}
