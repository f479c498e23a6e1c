import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { errorMessage } from '@portero/runtime';
import { withoutSecrets } from '../encryption/secret-variables.ts';
import { RosterError } from '../roster-error.ts';
import { insideOf, type Layout } from './layout.ts';
import type { Placement } from './placement.ts';

const run = promisify(execFile);

/** The superuser of the cluster, and the database that Portero uses in it. */
export const PORTERO = 'portero';

const ABANDONED_MS = 10 * 60_000;

export async function clusterExists(layout: Layout): Promise<boolean> {
  return (await stat(join(layout.cluster, 'PG_VERSION')).catch(() => undefined)) !== undefined;
}

/**
 * Makes a new cluster with a password of its own, in a folder aside that takes its name when it is complete. Whoever
 * comes second discards theirs, and a process that is killed leaves nothing that looks like a cluster.
 * @throws {RosterError} DATABASE_START_FAILED
 */
export async function createCluster(layout: Layout, placement: Placement): Promise<void> {
  await removeAbandoned(layout.home);
  const partial = insideOf(`${layout.home}.${randomUUID()}.partial`);
  const cluster = placement.elsewhere ? join(placement.elsewhere, randomUUID()) : partial.cluster;
  try {
    await mkdir(partial.home, { mode: 0o700 });
    // Another account must be able to pass, though not to look around; `mode` above would be subject to the umask.
    if (placement.launcher.account) await chmod(partial.home, 0o711);
    await mkdir(cluster, { mode: 0o700 });
    if (placement.elsewhere) await symlink(cluster, partial.cluster);
    const password = randomBytes(24).toString('base64url');
    await writeFile(partial.password, password, { mode: 0o600 });
    await initdb({ ...placement, cluster, password });
    await rename(partial.home, layout.home);
  } catch (cause) {
    await rm(partial.home, { recursive: true, force: true });
    await rm(cluster, { recursive: true, force: true });
    if (await clusterExists(layout)) return;
    throw new RosterError(
      'DATABASE_START_FAILED',
      `A Postgres cluster cannot be made in ${layout.home}: ${errorMessage(cause)}. See that the folder is writable and the disk has 100 MB free.`,
      { cause, context: { home: layout.home } },
    );
  }
}

interface Initdb extends Placement {
  cluster: string;
  password: string;
}

/** The password goes through a file that only the cluster's account can read, and only while initdb runs. */
async function initdb({ binaries, launcher, cluster, password }: Initdb): Promise<void> {
  const passwordFile = `${cluster}.pwfile`;
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (launcher.account) {
      const { uid, gid } = launcher.account;
      await chown(passwordFile, uid, gid);
      await chown(cluster, uid, gid);
    }
    const { file, args, options } = launcher.command(binaries.initdb, [
      `--pgdata=${cluster}`,
      `--username=${PORTERO}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ]);
    await run(file, [...args], {
      ...options,
      cwd: '/',
      env: { ...withoutSecrets(process.env), LC_ALL: 'C' },
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** What killed processes left; another that is at work right now keeps its own. */
async function removeAbandoned(home: string): Promise<void> {
  const folder = dirname(home);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(home)}.`) || !name.endsWith('.partial')) continue;
    const path = join(folder, name);
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}
