import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLineOf } from './processes.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * What the server writes of itself into its data directory (PostgreSQL's `pidfile.h`): the pid in line 1, the port in
 * line 4, and more.
 * @returns undefined when there is no such file, or not yet a whole one
 */
async function readPostmasterPid(cluster: string): Promise<Postmaster | undefined> {
  try {
    const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

/** The living server of this very cluster, whether or not it answers yet. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const postmaster = await readPostmasterPid(cluster);
  return postmaster && (await isServerOf(postmaster.pid, cluster)) ? postmaster : undefined;
}

/**
 * Postgres itself forgives a file whose pid is dead. It gives up when the pid has gone to somebody else's process since,
 * as it does in a container at every start; that is for us to clear away. Even then it would notice a living server,
 * by the shared memory that belongs to the directory.
 */
export async function clearStalePostmasterPid(cluster: string): Promise<void> {
  if (!(await findPostmaster(cluster))) await rm(join(cluster, 'postmaster.pid'), { force: true });
}

async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const commandLine = await commandLineOf(pid);
  return commandLine.includes('postgres') && commandLine.includes(`-D ${cluster} `);
}
