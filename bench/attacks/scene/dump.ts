import pg from 'pg';
import type { Observed } from '../attack.ts';
import type { Scene } from './scene.ts';

/** Looks for a secret in texts, in the spellings that it may have there. */
export function lookFor(secret: Buffer, texts: readonly string[], where: string): Observed {
  const spellings = [
    secret.toString('latin1'),
    ...(['base64', 'base64url', 'hex'] as const).map((as) => secret.toString(as)),
  ];
  const found = texts.filter((text) => spellings.some((spelling) => text.includes(spelling)));
  return { achieved: found.length > 0, how: `in ${found.length} of ${texts.length} ${where}` };
}

/** Every row of the database as text. */
export async function rowsOf({ installation }: Scene): Promise<string[]> {
  const sql = new pg.Client({ connectionString: installation.proxy.upstreamUrl });
  await sql.connect();
  try {
    const { rows: tables } = await sql.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await sql.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
      texts.push(...rows.map(({ row }) => row));
    }
    return texts;
  } finally {
    await sql.end();
  }
}
