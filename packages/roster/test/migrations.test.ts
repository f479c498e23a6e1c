import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRoster } from '@portero/roster';
import { createTestDatabase } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../src/database/migrate.ts';
import { readMigrations, sha256 } from '../src/database/read-migrations.ts';
import { keepTestServer } from './support/fixtures.ts';
import { RosterProcess } from './support/roster-process.ts';
import { connectTo } from './support/servers.ts';

const deps = { logger: silentLogger() };

async function emptyDatabase(): Promise<string> {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.drop());
  return database.databaseUrl;
}

/** A folder of migrations: name → SQL. */
async function migrationsFolder(files: Record<string, string>): Promise<string> {
  const dir = temporaryFolder();
  for (const [name, sql] of Object.entries(files)) {
    await mkdir(join(dir, name));
    await writeFile(join(dir, name, 'migration.sql'), sql);
  }
  return dir;
}

keepTestServer();

describe('migrations', () => {
  it('lets ten processes migrate one database at once', async () => {
    const options = { databaseUrl: await emptyDatabase(), dataDir: temporaryFolder(), poolSize: 1 };
    const processes = Array.from({ length: 10 }, () => new RosterProcess({ action: 'open', options }));
    const lines = await Promise.all(processes.map((each) => each.started()));
    expect(lines).toEqual(lines.map(() => ({ ready: true })));
    expect(await Promise.all(processes.map((each) => each.stop()))).toEqual(processes.map(() => 0));
  });

  it('leaves the history that prisma migrate deploy leaves', async () => {
    const databaseUrl = await emptyDatabase();
    await migrate({ databaseUrl, timeoutMs: 5_000 }, deps);
    const client = await connectTo(databaseUrl);
    const { rows } = await client.query(
      `SELECT migration_name, checksum, logs, rolled_back_at, applied_steps_count, id ~ '^[0-9a-f-]{36}$' AS uuid,
              finished_at >= started_at AS finished
       FROM _prisma_migrations ORDER BY started_at`,
    );
    expect(rows).toEqual(
      (await readMigrations()).map(({ name, sql }) => ({
        migration_name: name,
        checksum: sha256(sql),
        logs: null,
        rolled_back_at: null,
        applied_steps_count: 1,
        uuid: true,
        finished: true,
      })),
    );
    const { rows: columns } = await client.query(
      `SELECT column_name || ' ' || data_type || coalesce('(' || character_maximum_length || ')', '') ||
              CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS definition
       FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
    );
    expect(columns.map(({ definition }) => definition)).toEqual([
      'id character varying(36) not null',
      'checksum character varying(64) not null',
      'finished_at timestamp with time zone',
      'migration_name character varying(255) not null',
      'logs text',
      'rolled_back_at timestamp with time zone',
      'started_at timestamp with time zone not null',
      'applied_steps_count integer not null',
    ]);
  });

  it('applies only what is missing', async () => {
    const databaseUrl = await emptyDatabase();
    const first = { '1_cats': 'CREATE TABLE cats (id int)' };
    await migrate({ databaseUrl, timeoutMs: 5_000, migrationsDir: await migrationsFolder(first) }, deps);
    const migrationsDir = await migrationsFolder({ ...first, '2_dogs': 'CREATE TABLE dogs (id int)' });
    expect(await migrate({ databaseUrl, timeoutMs: 5_000, migrationsDir }, deps)).toEqual(['2_dogs']);
    expect(await migrate({ databaseUrl, timeoutMs: 5_000, migrationsDir }, deps)).toEqual([]);
  });

  it('refuses a database whose migration was edited afterwards, naming it', async () => {
    const { databaseUrl, drop } = await createTestDatabase();
    onTestFinished(drop);
    const client = await connectTo(databaseUrl);
    await client.query(`UPDATE _prisma_migrations SET checksum = 'other' WHERE migration_name LIKE '%_init'`);
    await expect(openRoster({ databaseUrl }, deps)).rejects.toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: expect.stringMatching(/\d_init /),
    });
  });

  it('refuses a database that a newer version has migrated, naming the migration', async () => {
    const { databaseUrl, drop } = await createTestDatabase();
    onTestFinished(drop);
    const client = await connectTo(databaseUrl);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'y', '9_later', now())`,
    );
    await expect(openRoster({ databaseUrl }, deps)).rejects.toMatchObject({
      code: 'MIGRATION_UNKNOWN',
      context: { migration: '9_later' },
    });
  });

  it('takes a checkout with other line endings for the same migration', async () => {
    const databaseUrl = await emptyDatabase();
    const sql = 'CREATE TABLE cats (\n  id int\n);\n';
    const unix = await migrationsFolder({ '1_cats': sql });
    const windows = await migrationsFolder({ '1_cats': sql.replaceAll('\n', '\r\n') });
    await migrate({ databaseUrl, timeoutMs: 5_000, migrationsDir: windows }, deps);
    expect(await migrate({ databaseUrl, timeoutMs: 5_000, migrationsDir: unix }, deps)).toEqual([]);
  });

  it('leaves nothing of a migration that fails half-way, and does it whole the next time', async () => {
    const databaseUrl = await emptyDatabase();
    const broken = await migrationsFolder({ '1_cats': 'CREATE TABLE cats (id int); SELECT 1 / 0;' });
    await expect(
      migrate({ databaseUrl, timeoutMs: 5_000, migrationsDir: broken }, deps),
    ).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('division by zero'),
      context: { migration: '1_cats' },
    });
    const mended = await migrationsFolder({ '1_cats': 'CREATE TABLE cats (id int);' });
    expect(await migrate({ databaseUrl, timeoutMs: 5_000, migrationsDir: mended }, deps)).toEqual(['1_cats']);
  });
});
