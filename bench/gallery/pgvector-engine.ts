import { errorMessage } from '@portero/runtime';
import pg from 'pg';
import { type Open, vectorOf } from './engine.ts';

const NAME = 'pgvector, hnsw, M 16';
/** The second is the most that it allows. */
const BREADTHS = [256, 1_000];
const ROWS = 500;

/** In a table that is dropped in the end; each breadth has a connection of its own. @param databaseUrl of a Postgres that has the extension */
export function openPgvector(databaseUrl: string | undefined): Open {
  return async (material) => {
    if (databaseUrl === undefined)
      return { name: NAME, why: 'no --pgvector-url of a Postgres that has the extension' };
    const client = new pg.Client({ connectionString: databaseUrl });
    try {
      await client.connect();
      await client.query('DROP TABLE IF EXISTS portero_bench_faces');
      await client.query(
        `CREATE UNLOGGED TABLE portero_bench_faces (person int, face vector(${material.dimension}))`,
      );
    } catch (error) {
      await client.end();
      return { name: NAME, why: errorMessage(error) };
    }
    const startedMs = performance.now();
    for (let first = 0; first < material.size; first += ROWS) {
      const persons = Array.from({ length: Math.min(ROWS, material.size - first) }, (_, row) => first + row);
      const faces = persons.map((person) => literal(vectorOf(material, person)));
      await client.query('INSERT INTO portero_bench_faces SELECT * FROM unnest($1::int[], $2::vector[])', [
        persons,
        faces,
      ]);
    }
    // The graph is built in memory where it fits, and a hundred thousand do not fit into the default.
    await client.query("SET maintenance_work_mem = '1GB'");
    await client.query(
      'CREATE INDEX ON portero_bench_faces USING hnsw (face vector_l2_ops) WITH (m = 16, ef_construction = 200)',
    );
    const buildSeconds = (performance.now() - startedMs) / 1_000;
    await client.query('ANALYZE portero_bench_faces');
    const engines = await Promise.all(BREADTHS.map((breadth) => searching(databaseUrl, breadth)));
    const stop = async () => {
      for (const engine of engines) await engine.stop();
      await client.query('DROP TABLE portero_bench_faces');
      await client.end();
    };
    const [first, ...others] = engines.map(({ name, nearest }) => ({ name, nearest }));
    return { engines: [{ ...first!, stop }, ...others], buildSeconds };
  };
}

async function searching(connectionString: string, breadth: number) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  // The extension, and with it its setting, is there from its first use on.
  await client.query("SELECT '[1]'::vector");
  await client.query(`SET hnsw.ef_search = ${breadth}`);
  return {
    name: `${NAME}, ef_search ${breadth}`,
    async nearest(probe: Float32Array) {
      const { rows } = await client.query<{ person: number }>({
        name: 'nearest',
        text: 'SELECT person FROM portero_bench_faces ORDER BY face <-> $1 LIMIT 2',
        values: [literal(probe)],
      });
      return rows[0]?.person ?? -1;
    },
    stop: () => client.end(),
  };
}

function literal(vector: Float32Array): string {
  return `[${vector.join()}]`;
}
