import { readFile } from 'node:fs/promises';
import { openRoster } from '@portero/roster';
import { dumpTables } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { temporaryFolder, waitUntil } from '@portero/testkit';
import type pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../src/database/migrate.ts';
import { embeddingToBytes } from '../src/people/embedding-bytes.ts';
import { readGallery } from './support/enrolled.ts';
import { keepTestServer } from './support/fixtures.ts';
import { olderDatabase } from './support/older-database.ts';
import { RosterProcess } from './support/roster-process.ts';

keepTestServer();

const deps = { logger: silentLogger() };

async function upgraded(databaseUrl: string, dataDir = temporaryFolder()) {
  const roster = await openRoster({ databaseUrl, dataDir, poolSize: 2 }, deps);
  onTestFinished(() => roster.stop());
  return roster;
}

/** The files in which Postgres keeps a table, whatever in them is dead or alive. */
async function filesOf(client: pg.Client, table: string): Promise<Buffer> {
  await client.query('CHECKPOINT');
  const { rows } = await client.query<{ file: string }>(
    `SELECT current_setting('data_directory') || '/' || pg_relation_filepath($1) AS file`,
    [table],
  );
  return readFile(rows[0]!.file);
}

describe('a database of the version before, opened by this one', () => {
  it('is sealed: templates and cards as before, and nothing in clear, not even in the files of its tables', async () => {
    const { databaseUrl, client, embeddings, revoked } = await olderDatabase(20);
    const plaintexts = [...embeddings.values(), revoked].map(embeddingToBytes);
    const before = await filesOf(client, 'templates');
    expect(plaintexts.every((plaintext) => before.includes(plaintext))).toBe(true);
    const hash = (await client.query('SELECT token_hash FROM cards LIMIT 1')).rows[0].token_hash;
    expect((await filesOf(client, 'cards')).includes(hash)).toBe(true);

    const roster = await upgraded(databaseUrl);
    expect(await readGallery(roster)).toEqual(embeddings);
    for (let n = 0; n < 20; n++) {
      expect(await roster.cards.findByToken('hq', `${n}`)).toMatchObject({ status: 'active' });
    }
    expect(await roster.cards.findByToken('hq', '20')).toBeUndefined();
    const text = JSON.stringify(await dumpTables(databaseUrl));
    const after = await filesOf(client, 'templates');
    for (const plaintext of plaintexts) {
      expect(text).not.toContain(plaintext.toString('hex'));
      expect(after.includes(plaintext.subarray(0, 16))).toBe(false);
    }
    expect((await filesOf(client, 'cards')).includes(hash)).toBe(false);
    const { rows: columns } = await client.query(
      `SELECT column_name FROM information_schema.columns WHERE table_name IN ('templates', 'cards') AND column_name IN ('embedding', 'token_hash')`,
    );
    expect(columns).toEqual([]);
  });

  it('is finished by the next start when the process is killed half-way', async () => {
    const { databaseUrl, client, embeddings } = await olderDatabase(2500);
    const dataDir = temporaryFolder();
    const sealed = async (): Promise<number> =>
      (await client.query('SELECT count(ciphertext)::int AS sealed FROM templates')).rows[0].sealed;
    const upgrading = new RosterProcess({ action: 'open', options: { databaseUrl, dataDir, poolSize: 1 } });
    const isSealing = () => sealed().catch(() => 0);
    await waitUntil(async () => (await isSealing()) > 0, { timeoutMs: 30_000, what: 'the first batch' });
    await upgrading.kill();
    const half = await sealed();
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(embeddings.size);

    const roster = await upgraded(databaseUrl, dataDir);
    expect(await readGallery(roster)).toEqual(embeddings);
    expect((await roster.keys.status()).keys).toMatchObject([{ personKeys: embeddings.size }]);
  });

  it('is sealed once, by whichever of several processes comes first', async () => {
    const { databaseUrl, embeddings } = await olderDatabase(100);
    const dataDir = temporaryFolder();
    const rosters = await Promise.all([1, 2, 3].map(() => upgraded(databaseUrl, dataDir)));
    for (const roster of rosters) expect(await readGallery(roster)).toEqual(embeddings);
  });

  it('is not stripped by a tool that cannot seal', async () => {
    const { databaseUrl, client, embeddings } = await olderDatabase(3);
    await expect(migrate({ databaseUrl, timeoutMs: 5_000 }, deps)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('not sealed yet'),
    });
    const { rows } = await client.query('SELECT count(embedding)::int AS plain FROM templates');
    expect(rows).toEqual([{ plain: embeddings.size + 1 }]);
    expect(await readGallery(await upgraded(databaseUrl))).toEqual(embeddings);
  });

  it('is left as it is when its master key is to come from a place that does not give one', async () => {
    const { databaseUrl, client, embeddings } = await olderDatabase(1);
    const options = { databaseUrl, dataDir: temporaryFolder(), masterKey: { command: '/bin/false' } };
    await expect(openRoster(options, deps)).rejects.toMatchObject({ code: 'MASTER_KEY_COMMAND_FAILED' });
    const { rows } = await client.query('SELECT count(embedding)::int AS plain FROM templates');
    expect(rows).toEqual([{ plain: embeddings.size + 1 }]);
  });
});
