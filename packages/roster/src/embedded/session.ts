import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { retry } from '@portero/runtime';
import type pg from 'pg';
import { connect, disconnect } from '../database/connect.ts';
import { PORTERO } from './cluster.ts';
import type { Layout } from './layout.ts';

/** Every process that uses the server keeps one session of this name open while it does. */
const SESSION_NAME = 'portero lease';

/** Advisory locks of Portero have the class 'port' in ASCII; 3 is held, shared, by every such session. */
const LEASE = '1886351988, 3';

const FOREIGN_CLIENTS_GRACE_MS = 500;

/** Our hold on the running server: through it we see it die, and others see that it is in use. */
export interface ServerSession {
  readonly client: pg.Client;
  readonly port: number;
  readonly password: string;
}

export function urlOf({ port, password }: { port: number; password: string }, database: string): string {
  return `postgresql://${PORTERO}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * Connects to the server that the data directory says is running.
 * @param cluster real path of its data directory: a copy of the folder has the same port and password, but is not it
 * @returns undefined when there is none, when it does not take connections yet or any more, or when it is another's
 */
export async function joinServer(layout: Layout, cluster: string): Promise<ServerSession | undefined> {
  const [port, password] = await Promise.all([
    readFile(layout.port, 'utf8').then(Number, () => undefined),
    readFile(layout.password, 'utf8').catch(() => undefined),
  ]);
  if (!port || !password) return undefined;
  const databaseUrl = urlOf({ port, password }, 'postgres');
  try {
    const client = await connect({ databaseUrl, applicationName: SESSION_NAME, timeoutMs: 0 });
    try {
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
      if (rows[0]?.data_directory !== cluster) throw new Error('the server of another data directory');
      // Waits for a process that is just stopping the server, and is then thrown out with it.
      await client.query(`SELECT pg_advisory_lock_shared(${LEASE})`);
      await ensureDatabase(client);
      return { client, port, password };
    } catch {
      await disconnect(client);
      return undefined;
    }
  } catch {
    return undefined;
  }
}

/** Two may find it missing at once. */
async function ensureDatabase(client: pg.Client): Promise<void> {
  const attempt = async () => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [PORTERO]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${PORTERO}`);
  };
  await retry(attempt, { attempts: 10, maxMs: 200 });
}

/**
 * Gives up our hold.
 *
 * Invariant: of the sessions that leave, the last one finds the lock free and nobody else connected, and is told to
 * stop the server; two that leave at once cannot both stay out of it, since each lets go before it tries.
 * @returns whether the caller is to stop the server; until then nobody new can join
 */
export async function leaveServer({ client }: ServerSession): Promise<boolean> {
  await client.query(`SELECT pg_advisory_unlock_shared(${LEASE})`);
  const { rows } = await client.query<{ last: boolean }>(`SELECT pg_try_advisory_lock(${LEASE}) AS last`);
  return rows[0]?.last === true && !(await hasForeignClients(client));
}

/** Clients without a lease, such as psql. Our own, closed just before, may take a moment to vanish. */
async function hasForeignClients(client: pg.Client): Promise<boolean> {
  const deadlineMs = performance.now() + FOREIGN_CLIENTS_GRACE_MS;
  for (;;) {
    const { rowCount } = await client.query(
      `SELECT FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> $1 LIMIT 1`,
      [SESSION_NAME],
    );
    if (rowCount === 0) return false;
    if (performance.now() > deadlineMs) return true;
    await sleep(25);
  }
}
