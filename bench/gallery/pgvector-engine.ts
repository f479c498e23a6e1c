import { errorMessage } from '@portero/runtime';
import pg from 'pg';
import { type Open, vectorOf } from './engine.ts';

const NAME = 'pgvector, hnsw, ef_search 256';
const ROWS = 500;

/** In a temporary table, so that nothing stays. @param databaseUrl of a Postgres that has the extension */
export function openPgvector(databaseUrl: string | undefined): Open {
  return async (material) => {
    if (databaseUrl === undefined)
      return { name: NAME, why: 'no --pgvector-url of a Postgres that has the extension' };
    const client = new pg.Client({ connectionString: databaseUrl });
    try {
      await client.connect();
      await client.query(`CREATE TEMP TABLE faces (person int, face vector(${material.dimension}))`);
    } catch (error) {
      await client.end();
      return { name: NAME, why: errorMessage(error) };
    }
    const startedMs = performance.now();
    for (let first = 0; first < material.size; first += ROWS) {
      const persons = Array.from({ length: Math.min(ROWS, material.size - first) }, (_, row) => first + row);
      const faces = persons.map((person) => literal(vectorOf(material, person)));
      await client.query('INSERT INTO faces SELECT * FROM unnest($1::int[], $2::vector[])', [persons, faces]);
    }
    await client.query(
      'CREATE INDEX ON faces USING hnsw (face vector_l2_ops) WITH (m = 16, ef_construction = 200)',
    );
    await client.query('SET hnsw.ef_search = 256');
    const buildSeconds = (performance.now() - startedMs) / 1_000;
    const engine = {
      name: NAME,
      async nearest(probe: Float32Array) {
        const text = 'SELECT person FROM faces ORDER BY face <-> $1 LIMIT 2';
        const { rows } = await client.query<{ person: number }>({
          name: 'nearest',
          text,
          values: [literal(probe)],
        });
        return rows[0]?.person ?? -1;
      },
      stop: () => client.end(),
    };
    return { engines: [engine], buildSeconds };
  };
}

function literal(vector: Float32Array): string {
  return `[${vector.join()}]`;
}
