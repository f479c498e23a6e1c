import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorMessage } from '@portero/runtime';
import { RosterError } from '../roster-error.ts';
import { findBinaries, type PostgresBinaries } from './binaries.ts';
import { chooseLauncher } from './choose-launcher.ts';
import { accountLauncher, type Launcher } from './launcher.ts';
import type { Layout } from './layout.ts';

/** How Postgres is run and, for a cluster that is yet to be made, where. */
export interface Placement {
  readonly binaries: PostgresBinaries;
  readonly launcher: Launcher;
  /** Folder outside the data directory for a new cluster, which the layout then only points to. */
  readonly elsewhere?: string;
}

/**
 * Where root puts what an unprivileged account cannot reach in place. Not the temporary folder: that is emptied, and
 * anybody could put something there first.
 */
export const SHARED_DIR = '/var/lib/portero';

/**
 * The data directory and the binaries stay where they are whenever Postgres can be run there. Root without the means to
 * hand on a capability copies the binaries into `sharedDir` and has the cluster there.
 * @throws {RosterError} DATABASE_START_FAILED
 */
export async function findPlacement(layout: Layout, sharedDir: string): Promise<Placement> {
  const binaries = await findBinaries();
  const existing = await realpath(layout.cluster).catch(() => undefined);
  const folder = existing === undefined ? dirname(layout.home) : dirname(existing);
  const inPlace = await chooseLauncher({ binaries, folder, cluster: layout.cluster });
  if (!('unreachableFor' in inPlace)) return { binaries, launcher: inPlace };

  const launcher = accountLauncher(inPlace.unreachableFor);
  const clusters = join(sharedDir, 'clusters');
  if (
    existing !== undefined &&
    !existing.startsWith(`${await realpath(sharedDir).catch(() => sharedDir)}/`)
  ) {
    throw new RosterError(
      'DATABASE_START_FAILED',
      `Postgres, which refuses to run as root, cannot reach ${existing}. Install util-linux (setpriv), run Portero as the owner of the files, or set DATABASE_URL.`,
      { context: { cluster: existing } },
    );
  }
  try {
    for (const dir of [sharedDir, clusters]) {
      // Explicitly, since a umask may take away what others need to pass; one that is there already is as its owner wants it.
      if (await mkdir(dir, { recursive: true })) await chmod(dir, 0o755);
    }
    return { binaries: await copyBinaries(binaries, sharedDir), launcher, elsewhere: clusters };
  } catch (cause) {
    throw new RosterError(
      'DATABASE_START_FAILED',
      `Postgres, which refuses to run as root, cannot reach ${folder}, and ${sharedDir} cannot be used instead (${errorMessage(cause)}). Install util-linux (setpriv), run Portero as an ordinary user, or set DATABASE_URL.`,
      { cause, context: { folder, sharedDir } },
    );
  }
}

/** About 60 MB, once for each build of the binaries; appears complete, by a rename. */
async function copyBinaries(
  { postgres, initdb }: PostgresBinaries,
  sharedDir: string,
): Promise<PostgresBinaries> {
  const native = dirname(dirname(postgres));
  const { size, mtimeMs } = await stat(postgres);
  const copy = join(sharedDir, `postgres-${size}-${Math.round(mtimeMs)}`);
  if (!(await stat(copy).catch(() => undefined))) {
    const partial = `${copy}.${randomUUID()}`;
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  }
  const inCopy = (path: string) => join(copy, path.slice(native.length));
  return { postgres: inCopy(postgres), initdb: inCopy(initdb) };
}
