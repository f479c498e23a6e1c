import { createHash } from 'node:crypto';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase } from '@portero/roster/testing';
import { newId, silentLogger } from '@portero/runtime';
import { temporaryFolder } from '@portero/testkit';
import type pg from 'pg';
import { onTestFinished } from 'vitest';
import { migrate } from '../../src/database/migrate.ts';
import { MIGRATIONS_DIR } from '../../src/database/read-migrations.ts';
import { embeddingToBytes } from '../../src/people/embedding-bytes.ts';
import { MODEL, randomEmbedding } from './enrolled.ts';
import { connectTo } from './servers.ts';

const FIRST_OF_SEALING = '20261126105100_keys';

export interface OlderDatabase {
  readonly databaseUrl: string;
  readonly client: pg.Client;
  /** By template; that of one more, which is revoked, stands apart. */
  readonly embeddings: ReadonlyMap<string, Float32Array>;
  readonly revoked: Float32Array;
}

/**
 * A database as the version before sealing left it: with its migrations, and people, templates and cards as its
 * statements wrote them. The token of the card of the n-th person is n.
 */
export async function olderDatabase(people: number): Promise<OlderDatabase> {
  const database = await createTestDatabase({ migrated: false });
  onTestFinished(() => database.drop());
  const { databaseUrl } = database;
  await migrate(
    { databaseUrl, timeoutMs: 5_000, migrationsDir: await olderMigrations() },
    { logger: silentLogger() },
  );
  const client = await connectTo(databaseUrl);
  const [siteId, buildingId] = [newId(), newId()];
  const ids = () => Array.from({ length: people }, () => newId());
  const [persons, templates] = [ids(), ids()];
  const embeddings = templates.map(() => randomEmbedding());
  const hashes = persons.map((_, n) => olderHash(siteId, `${n}`));
  await client.query(`INSERT INTO sites (id, slug) VALUES ($1, 'hq')`, [siteId]);
  await client.query(`INSERT INTO buildings (id, site_id, slug) VALUES ($1, $2, 'main')`, [
    buildingId,
    siteId,
  ]);
  await client.query(
    `INSERT INTO persons (id, site_id, display_name) SELECT id, $2, id::text FROM unnest($1::uuid[]) AS id`,
    [persons, siteId],
  );
  await client.query(
    `INSERT INTO access_grants (id, person_id, building_id)
     SELECT grant_id, person_id, $3 FROM unnest($1::uuid[], $2::uuid[]) AS g (grant_id, person_id)`,
    [ids(), persons, buildingId],
  );
  await client.query(
    `INSERT INTO cards (id, site_id, person_id, token_hash)
     SELECT card_id, $4, person_id, hash FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS c (card_id, person_id, hash)`,
    [ids(), persons, hashes, siteId],
  );
  const addTemplates = (rows: [string[], string[], Float32Array[]], revokedAt: Date | null) =>
    client.query(
      `INSERT INTO templates (id, person_id, model_id, dimension, embedding, quality, source_hash, revoked_at)
       SELECT template_id, person_id, '${MODEL}', 192, embedding, 0.9, template_id, $4
       FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS t (template_id, person_id, embedding)`,
      [rows[0], rows[1], rows[2].map(embeddingToBytes), revokedAt],
    );
  await addTemplates([templates, persons, embeddings], null);
  const revoked = randomEmbedding();
  await addTemplates([[newId()], [persons[0]!], [revoked]], new Date());
  return {
    databaseUrl,
    client,
    revoked,
    embeddings: new Map(templates.map((id, n) => [id, embeddings[n]!])),
  };
}

async function olderMigrations(): Promise<string> {
  const folder = temporaryFolder();
  for (const name of await readdir(MIGRATIONS_DIR)) {
    if (name >= FIRST_OF_SEALING) continue;
    await cp(join(MIGRATIONS_DIR, name), join(folder, name), { recursive: true });
  }
  return folder;
}

function olderHash(siteId: string, token: string): Buffer {
  return createHash('sha256').update(`portero card v1\0${siteId}\0${token}`).digest();
}
