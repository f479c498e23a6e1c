import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { temporaryFolder } from '@portero/testkit';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { findPostmaster } from '../../src/embedded/postmaster-pid.ts';

/** A data directory whose server, if one is left running, is stopped before the folder is removed. */
export function dataDirectory(): string {
  const dataDir = join(temporaryFolder(), 'data');
  onTestFinished(async () => {
    if (await postmasterOf(dataDir))
      await (await startEmbeddedPostgres({ dataDir }, { logger: silentLogger() })).stop();
  });
  return dataDir;
}

/** The pid of the server that runs on the data directory, or undefined. */
export async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const cluster = join(dataDir, 'postgres', 'cluster');
  return existsSync(cluster) ? (await findPostmaster(await realpath(cluster)))?.pid : undefined;
}

/** The address of the database of a data directory, put together from its files. */
export async function databaseUrlOf(dataDir: string, database = 'portero'): Promise<string> {
  const read = (name: string) => readFile(join(dataDir, 'postgres', name), 'utf8');
  return `postgresql://portero:${await read('password')}@127.0.0.1:${await read('port')}/${database}`;
}

/** A connection of the test's own, ended after it. */
export async function connectTo(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'test' });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return client;
}
