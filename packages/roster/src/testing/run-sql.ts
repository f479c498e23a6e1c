import { connect } from '../database/connect.ts';

/** One statement by somebody who has the database and not us: for tests that damage it. */
export async function runSql(
  databaseUrl: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = await connect({ databaseUrl, applicationName: 'portero test', timeoutMs: 5_000 });
  try {
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
