import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { RosterError } from '../roster-error.ts';
import { isProcessAlive, processStartTime } from './processes.ts';

/** A lock file without a readable holder is being written, or was left by a crash in between. */
const UNREADABLE_GRACE_MS = 2_000;

/**
 * Runs `task` while holding `path`, a file that names the process that made it. One left by a process that is dead is
 * taken over.
 *
 * It saves work, and nothing rests upon it: two that both believe a lock stale could both go on. What must not happen
 * twice is guarded where it happens: a cluster appears by an atomic rename, and Postgres refuses a second server.
 * @throws {RosterError} DATABASE_START_FAILED when a living process has held it for `timeoutMs`
 */
export async function withFileLock<T>(
  path: string,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  task: () => Promise<T>,
): Promise<T> {
  const holder = await acquire(path, timeoutMs, signal);
  try {
    return await task();
  } finally {
    if ((await readHolder(path)) === holder) await rm(path, { force: true });
  }
}

async function acquire(path: string, timeoutMs: number, signal?: AbortSignal): Promise<string> {
  const mine = `${process.pid} ${(await processStartTime(process.pid)) ?? '-'} ${randomUUID()}`;
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await create(path, mine))) {
    signal?.throwIfAborted();
    const holder = await readHolder(path);
    if (holder !== undefined && (await isStale(path, holder))) await discard(path);
    else if (performance.now() > deadlineMs) {
      throw new RosterError(
        'DATABASE_START_FAILED',
        `Another process has held ${path} for more than ${Math.round(timeoutMs / 1000)} s. End it, or delete the file if it is not ours.`,
        { context: { path, pid: holder?.split(' ')[0] } },
      );
    } else await sleep(20 + 40 * Math.random());
  }
  return mine;
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** @returns undefined when the file is gone */
async function readHolder(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function isStale(path: string, holder: string): Promise<boolean> {
  const [pid, startTime] = holder.split(' ');
  if (!pid || !startTime) {
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    return age > UNREADABLE_GRACE_MS;
  }
  if (!isProcessAlive(Number(pid))) return true;
  // Numbers of processes come round again, in a container at every start.
  return startTime !== '-' && (await processStartTime(Number(pid))) !== startTime;
}

/** By another name first: of several that find it stale, one gets it. */
async function discard(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}
