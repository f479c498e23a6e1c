import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files that lie in memory, on Linux. */
const MEMORY = '/dev/shm';
const PREFIX = 'portero-gallery-';

/**
 * A new folder for an index on its way from the worker, which only this user can open. In memory where there is room,
 * as the index holds the templates in clear, and what was once on a disk can be found there after it was removed.
 */
export async function makeIndexFolder(
  neededBytes: number,
  { memory = MEMORY, disk = tmpdir() }: { memory?: string; disk?: string } = {},
): Promise<string> {
  if ((await freeBytes(memory)) > neededBytes) {
    try {
      return await mkdtemp(join(memory, PREFIX));
    } catch {
      // Not ours to write to, as under a strict service manager.
    }
  }
  return mkdtemp(join(disk, PREFIX));
}

/** 0 where there is no such file system. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
