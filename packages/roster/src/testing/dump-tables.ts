import { runSql } from './run-sql.ts';

/** Rows of a table as JSON has them; bytes are text such as `\x00ff`. */
export type DumpedTables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Every table of a database, as a backup would hold it: the embedded Postgres brings no `pg_dump`. */
export async function dumpTables(databaseUrl: string): Promise<DumpedTables> {
  const dump: Record<string, Record<string, unknown>[]> = {};
  const tables = await runSql(
    databaseUrl,
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  for (const { name } of tables) {
    const rows = await runSql(databaseUrl, `SELECT to_jsonb(t) AS row FROM ${name} t`);
    dump[String(name)] = rows.map(({ row }) => row as Record<string, unknown>);
  }
  return dump;
}
