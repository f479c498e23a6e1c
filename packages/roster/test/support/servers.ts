import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { makeFolder, temporaryFolder } from '@portero/testkit';
import pg from 'pg';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { findPostmaster } from '../../src/embedded/postmaster-pid.ts';

/**
 * Data directories that have a cluster already, copied from one that is made before the first test of the file: initdb
 * takes most of the time of a first start.
 */
export function preparedDataDirectories(): () => string {
  let original: string;
  beforeAll(async () => {
    original = makeFolder();
    await (await startEmbeddedPostgres({ dataDir: original }, { logger: silentLogger() })).stop();
    await rm(join(original, 'postgres', 'port'));
  });
  afterAll(() => rm(original, { recursive: true }));
  return () => {
    const dataDir = dataDirectory();
    copyDataDirectory(original, dataDir);
    return dataDir;
  };
}

/** With owners, which root's `fs.cp` would not keep. */
export function copyDataDirectory(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

/** A data directory to be, whose server, if one is left running, is stopped before the folder is removed. */
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
