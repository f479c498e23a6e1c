import { openRoster } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import pg from 'pg';
import type { Family } from '../attack.ts';
import { lookFor, rowsOf } from '../scene/dump.ts';
import type { Scene } from '../scene/scene.ts';

/** So many numbers of an embedding in a row are nobody else's. */
const WINDOW_BYTES = 16;

async function embeddingOf({ installation, employee }: Scene): Promise<Buffer> {
  const [template] = await installation.roster.templates.listForPerson(employee.personId);
  const { buffer, byteOffset, byteLength } = template!.embedding;
  return Buffer.from(buffer, byteOffset, byteLength);
}

async function withSql<T>({ installation }: Scene, task: (sql: pg.Client) => Promise<T>): Promise<T> {
  const sql = new pg.Client({ connectionString: installation.proxy.upstreamUrl });
  await sql.connect();
  try {
    return await task(sql);
  } finally {
    await sql.end();
  }
}

/** Templates in a database that was stolen, or that somebody may write to, who has no master key. */
export const templates: Family = {
  name: 'templates',
  controls: [
    {
      id: 'templates-read',
      what: 'whoever has the master key reads the templates',
      holds: async (scene) => (await embeddingOf(scene)).length > WINDOW_BYTES,
    },
  ],
  attacks: [
    {
      id: 'templates-in-dump',
      adversary: 'leaked backup',
      tried: 'to find an embedding in a dump of every row',
      refusedBy: 'AES-256-GCM under a key of the person',
      expected: /^in 0 of \d+ rows$/,
      async attempt(scene) {
        const embedding = await embeddingOf(scene);
        const rows = await rowsOf(scene);
        for (let start = 0; start + WINDOW_BYTES <= embedding.length; start += WINDOW_BYTES) {
          const seen = lookFor(embedding.subarray(start, start + WINDOW_BYTES), rows, 'rows');
          if (seen.achieved) return seen;
        }
        return lookFor(embedding, rows, 'rows');
      },
    },
    {
      id: 'dump-without-key',
      adversary: 'leaked backup',
      tried: 'to start Portero on the stolen database with a master key of the attacker',
      refusedBy: 'the roster, which knows the keys that it needs',
      expected: /^MASTER_KEY_MISSING$/,
      async attempt(scene) {
        const options = { databaseUrl: scene.installation.proxy.upstreamUrl, dataDir: scene.folder() };
        return openRoster(options, { logger: silentLogger() }).then(
          async (roster) => {
            await roster.stop();
            return { achieved: true, how: 'it was opened' };
          },
          (error: Error & { code?: string }) => ({ achieved: false, how: error.code ?? error.message }),
        );
      },
    },
    {
      id: 'template-moved',
      adversary: 'disgruntled administrator',
      tried: 'to give a stranger the sealed template of an employee by SQL',
      refusedBy: 'the associated data: a ciphertext belongs to its person and its row',
      expected: /^0 readable$/,
      async attempt(scene) {
        const { roster, enrol } = { roster: scene.installation.roster, enrol: scene.installation.enrol };
        const stranger = await enrol({});
        await withSql(scene, (sql) =>
          sql.query(
            `UPDATE templates SET ciphertext = (
               SELECT ciphertext FROM templates WHERE person_id = $1 AND revoked_at IS NULL LIMIT 1)
             WHERE person_id = $2`,
            [scene.employee.personId, stranger.personId],
          ),
        );
        const read = await roster.templates.listForPerson(stranger.personId);
        return { achieved: read.length > 0, how: `${read.length} readable` };
      },
    },
  ],
};
