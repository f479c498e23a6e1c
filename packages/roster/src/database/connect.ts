import { retry } from '@portero/runtime';
import pg from 'pg';
import { RosterError } from '../roster-error.ts';
import { toRosterError } from './database-error.ts';
import { isRetryable } from './is-retryable.ts';

const ATTEMPT_TIMEOUT_MS = 5_000;

export interface ConnectOptions {
  databaseUrl: string;
  applicationName: string;
  /** How long to go on trying while the database does not answer; 0 for a single attempt. */
  timeoutMs: number;
}

/**
 * One connection outside the pool, for work that belongs to a session: advisory locks, LISTEN.
 * The caller ends it. A connection that breaks emits `error` and then `end`; the error is swallowed here, as each
 * pending query rejects with it anyway.
 * @throws {RosterError} DATABASE_UNREACHABLE when the time is over, DATABASE_REFUSED at once
 */
export async function connect({
  databaseUrl,
  applicationName,
  timeoutMs,
}: ConnectOptions): Promise<pg.Client> {
  const deadlineMs = performance.now() + timeoutMs;
  const attempt = async () => {
    const client = newClient(databaseUrl, applicationName);
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await disconnect(client);
      throw toRosterError(error, `connecting to ${addressOf(databaseUrl)}`);
    }
  };
  return retry(attempt, {
    firstMs: 50,
    maxMs: 1_000,
    isRetryable: (error) => isRetryable(error) && performance.now() < deadlineMs,
  });
}

function newClient(databaseUrl: string, applicationName: string): pg.Client {
  try {
    return new pg.Client({
      connectionString: databaseUrl,
      application_name: applicationName,
      connectionTimeoutMillis: ATTEMPT_TIMEOUT_MS,
      keepAlive: true,
    });
  } catch (cause) {
    throw new RosterError(
      'DATABASE_REFUSED',
      'The database URL cannot be read: write postgresql://user:password@host:5432/database.',
      { cause },
    );
  }
}

/** Host, port and database, without user and password. */
function addressOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return 'the database';
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

const GOODBYE_MS = 2_000;

/** Ends a connection, without waiting for long for a peer that no longer answers. Never throws. */
export async function disconnect(client: pg.Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_MS);
  });
  await Promise.race([client.end().catch(() => undefined), timeout]);
  clearTimeout(timer);
  client.connection.stream.destroy();
}
