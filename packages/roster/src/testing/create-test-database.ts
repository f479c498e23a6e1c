import { createHash, randomBytes } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Logger, silentLogger } from '@portero/runtime';
import type pg from 'pg';
import { connect } from '../database/connect.ts';
import { migrate } from '../database/migrate.ts';
import { readMigrations } from '../database/read-migrations.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/embedded-postgres.ts';
import { isProcessAlive } from '../embedded/processes.ts';

export interface TestDatabase {
  /** Migrated and empty, or altogether empty if asked for. */
  readonly databaseUrl: string;
  /** Drops it, and stops the server if nobody else uses it. Idempotent. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** `false` for a database without tables. @defaultValue true */
  migrated?: boolean;
  /** @defaultValue silent */
  logger?: Logger;
}

/** Nothing here outlives a crash of the machine, and nothing needs to. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

/** Advisory locks of Portero have the class 'port' in ASCII; 4 is the making and copying of templates. */
const LOCK = 'SELECT pg_advisory_lock(1886351988, 4)';

const CONNECT_TIMEOUT_MS = 30_000;

/**
 * A database of its own, cloned from a migrated template on one embedded server that all test processes of this user
 * share; the last `drop` stops the server. The server's folder stays in the temporary folder, for the next time.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { migrated = true, logger = silentLogger() } = options;
  const dataDir = join(tmpdir(), `portero-test-${process.getuid?.() ?? userInfo().username}`);
  const server = await startEmbeddedPostgres({ dataDir, settings: SETTINGS }, { logger });
  try {
    const database = await create(server, migrated, logger);
    let dropped: Promise<void> | undefined;
    return {
      databaseUrl: urlOf(server, database),
      drop: () => {
        dropped ??= withAdmin(server, (admin) => dropDatabase(admin, database)).finally(() => server.stop());
        return dropped;
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function create(server: EmbeddedPostgres, migrated: boolean, logger: Logger): Promise<string> {
  // The number of the process tells later which databases nobody will drop any more.
  const database = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await withAdmin(server, async (admin) => {
    await admin.query(LOCK);
    if (!server.reused) await dropAbandoned(admin);
    const template = migrated ? await ensureTemplate(server, admin, logger) : 'template1';
    await admin.query(`CREATE DATABASE ${database} TEMPLATE ${template}`);
  });
  return database;
}

/** Named after what it was made from; made under another name, so that it never appears half done. */
async function ensureTemplate(server: EmbeddedPostgres, admin: pg.Client, logger: Logger): Promise<string> {
  const checksums = (await readMigrations()).map(({ name, checksum }) => `${name} ${checksum}`);
  const digest = createHash('sha256').update(checksums.join('\n')).digest('hex').slice(0, 16);
  const template = `template_${digest}`;
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [template]);
  if (rowCount === 0) {
    const partial = `${template}_partial`;
    await dropDatabase(admin, partial);
    await admin.query(`CREATE DATABASE ${partial}`);
    await migrate({ databaseUrl: urlOf(server, partial), timeoutMs: CONNECT_TIMEOUT_MS }, { logger });
    await admin.query(`ALTER DATABASE ${partial} RENAME TO ${template}`);
  }
  return template;
}

async function dropAbandoned(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE datname ~ '^test_[0-9]+_'`,
  );
  for (const { name } of rows) {
    if (!isProcessAlive(Number(name.split('_')[1]))) await dropDatabase(admin, name);
  }
}

async function dropDatabase(admin: pg.Client, database: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
}

async function withAdmin<T>(server: EmbeddedPostgres, task: (admin: pg.Client) => Promise<T>): Promise<T> {
  const databaseUrl = urlOf(server, 'postgres');
  const admin = await connect({
    databaseUrl,
    applicationName: 'portero test',
    timeoutMs: CONNECT_TIMEOUT_MS,
  });
  try {
    return await task(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(server: EmbeddedPostgres, database: string): string {
  return new URL(`/${database}`, server.databaseUrl).href;
}
