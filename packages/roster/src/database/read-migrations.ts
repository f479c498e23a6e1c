import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RosterError } from '../roster-error.ts';

export interface Migration {
  /** Name of its folder: a time and a few words. */
  readonly name: string;
  readonly sql: string;
  /** sha256 of the file, in hexadecimal, as `prisma migrate` computes it. */
  readonly checksum: string;
}

/** `prisma/migrations` of the repository, from `src/database` as from `dist/database`. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('../../../../prisma/migrations/', import.meta.url));

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * All migrations, in the order in which they are applied: by name.
 * @throws {RosterError} MIGRATION_FAILED when the folder cannot be read or holds none
 */
export async function readMigrations(dir: string = MIGRATIONS_DIR): Promise<Migration[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const migrations = await Promise.all(
      names.sort().map(async (name) => {
        const sql = await readFile(join(dir, name, 'migration.sql'), 'utf8');
        return { name, sql, checksum: sha256(sql) };
      }),
    );
    if (migrations.length === 0) throw new Error('the folder is empty');
    return migrations;
  } catch (cause) {
    throw new RosterError(
      'MIGRATION_FAILED',
      `The migrations in ${dir} cannot be read. Portero needs the folder prisma/migrations beside packages/.`,
      { cause, context: { dir } },
    );
  }
}
