import { connect } from '../database/connect.ts';

/** Rows of a table as JSON has them; bytes are text such as `\x00ff`. */
export type DumpedTables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Every table of a database, as a backup would hold it: the embedded Postgres brings no `pg_dump`. */
export async function dumpTables(databaseUrl: string): Promise<DumpedTables> {
  const client = await connect({ databaseUrl, applicationName: 'portero test', timeoutMs: 5_000 });
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const dump: Record<string, Record<string, unknown>[]> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: Record<string, unknown> }>(
        `SELECT to_json(t) AS row FROM ${name} t`,
      );
      dump[name] = rows.map(({ row }) => row);
    }
    return dump;
  } finally {
    await client.end();
  }
}
