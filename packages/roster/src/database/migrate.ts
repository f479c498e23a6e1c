import { randomUUID } from 'node:crypto';
import { errorMessage, type Logger } from '@portero/runtime';
import type pg from 'pg';
import { RosterError } from '../roster-error.ts';
import { connect, disconnect } from './connect.ts';
import { toRosterError } from './database-error.ts';
import { type Migration, readMigrations, sha256 } from './read-migrations.ts';

/** The advisory lock that the official `prisma migrate` takes, so that it and we wait for each other. */
const TAKE_LOCK = 'SELECT pg_advisory_lock(72707369)';

/** The table as the official CLI creates it. */
const CREATE_HISTORY = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

const READ_HISTORY = `
  SELECT "migration_name" AS name, "checksum", "finished_at" IS NOT NULL AS finished
  FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL ORDER BY "started_at"`;

const RECORD = `
  INSERT INTO "_prisma_migrations"
    ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
  VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`;

interface HistoryRow {
  name: string;
  checksum: string;
  finished: boolean;
}

export interface MigrateOptions {
  databaseUrl: string;
  timeoutMs: number;
  /** @defaultValue `prisma/migrations` of the repository */
  migrationsDir?: string;
  /** What has to be done in code right before a migration, by its name. Must be able to go on where it was cut off. */
  before?: Readonly<Record<string, () => Promise<void>>>;
}

/**
 * Brings the schema up to date, leaving the same history as the official `prisma migrate deploy`.
 * Any number of processes may do so at once: one applies, the others wait and find nothing left to do.
 *
 * Unlike the CLI each migration and its record are one transaction. A process that is killed half-way therefore leaves
 * neither, and the next start simply does it.
 * @returns names of the migrations that were applied
 * @throws {RosterError} MIGRATION_FAILED, MIGRATION_CHANGED, MIGRATION_UNKNOWN, DATABASE_UNREACHABLE, DATABASE_REFUSED
 */
export async function migrate(
  { databaseUrl, timeoutMs, migrationsDir, before = {} }: MigrateOptions,
  { logger }: { logger: Logger },
): Promise<string[]> {
  const migrations = await readMigrations(migrationsDir);
  const client = await connect({ databaseUrl, applicationName: 'portero migrate', timeoutMs });
  try {
    await client.query(TAKE_LOCK);
    await client.query('SET client_min_messages = warning');
    await client.query(CREATE_HISTORY);
    const { rows: history } = await client.query<HistoryRow>(READ_HISTORY);
    const pending = pendingMigrations(migrations, history);
    for (const migration of pending) {
      await before[migration.name]?.();
      await apply(client, migration);
      logger.info({ migration: migration.name }, 'migration applied');
    }
    return pending.map(({ name }) => name);
  } catch (error) {
    throw toRosterError(error, 'migrating the schema');
  } finally {
    await disconnect(client);
  }
}

/** @throws {RosterError} MIGRATION_UNKNOWN, MIGRATION_CHANGED, MIGRATION_FAILED when the history is not ours */
function pendingMigrations(migrations: readonly Migration[], history: readonly HistoryRow[]): Migration[] {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of history) {
    const migration = byName.get(name);
    const context = { migration: name };
    if (!migration) {
      throw new RosterError(
        'MIGRATION_UNKNOWN',
        `The database has the migration ${name}, which this version of Portero does not know: it was written by a newer one. Update Portero.`,
        { context },
      );
    }
    if (!finished) {
      throw new RosterError(
        'MIGRATION_FAILED',
        `The migration ${name} was begun by another tool and never finished. Look at the database, then use "npx prisma migrate resolve".`,
        { context },
      );
    }
    if (!checksums(migration.sql).includes(checksum)) {
      throw new RosterError(
        'MIGRATION_CHANGED',
        `The migration ${name} is not the one that the database has applied: its file was edited afterwards. Restore the file and add a new migration instead.`,
        { context: { ...context, applied: checksum, file: migration.checksum } },
      );
    }
  }
  const applied = new Set(history.map(({ name }) => name));
  return migrations.filter(({ name }) => !applied.has(name));
}

/** As the CLI does, a checkout that changed nothing but line endings is the same migration. */
function checksums(sql: string): string[] {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].map(sha256);
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const startedAt = new Date();
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(RECORD, [randomUUID(), checksum, name, startedAt]);
    await client.query('COMMIT');
  } catch (cause) {
    const translated = toRosterError(cause, `the migration ${name}`);
    if (translated instanceof RosterError && translated.code === 'DATABASE_UNREACHABLE') throw translated;
    throw new RosterError(
      'MIGRATION_FAILED',
      `The migration ${name} failed and was rolled back: ${errorMessage(cause)}.`,
      { cause, context: { migration: name } },
    );
  }
}
