import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage, type Logger } from '@portero/runtime';
import { RosterError } from '../roster-error.ts';
import { clusterExists, createCluster } from './cluster.ts';
import { withFileLock } from './file-lock.ts';
import { findFreePort, isPortFree } from './free-port.ts';
import type { Layout } from './layout.ts';
import { findPlacement, type Placement } from './placement.ts';
import { clearStalePostmasterPid, findPostmaster } from './postmaster-pid.ts';
import { spawnServer } from './server-process.ts';
import { joinServer, type ServerSession } from './session.ts';

/** Long enough for the recovery of a large database after a crash, which comes before the first connection. */
const START_TIMEOUT_MS = 120_000;
const LOCK_TIMEOUT_MS = START_TIMEOUT_MS + 30_000;
const POLL_MS = 25;

/** What stands in the way right after a crash, such as the shared memory of backends still dying, soon goes away. */
const START_ATTEMPTS = 5;

export interface EnsureOptions {
  readonly layout: Layout;
  readonly settings: readonly string[];
  readonly sharedDir: string;
  /** Take no other port: somebody knows the server by this one. */
  readonly keepPort: boolean;
  /** Ends the waiting, with the signal's reason, unless it is for a server that was started here. */
  readonly signal: AbortSignal;
}

export interface Running {
  readonly session: ServerSession;
  /** Whether it was we who started it. */
  readonly started: boolean;
}

/**
 * Joins the server of the data directory, after starting it and making its cluster if need be. Many processes may do
 * so at once: one starts it, and all join.
 * @throws {RosterError} DATABASE_START_FAILED
 */
export async function ensureRunning(options: EnsureOptions, deps: { logger: Logger }): Promise<Running> {
  const { layout, signal } = options;
  const joined = await join(layout);
  if (joined) return { session: joined, started: false };
  try {
    await mkdir(dirname(layout.home), { recursive: true });
    return await withFileLock(layout.lock, { timeoutMs: LOCK_TIMEOUT_MS, signal }, () =>
      startUnderLock(options, deps),
    );
  } catch (error) {
    if (error instanceof RosterError || signal.aborted) throw error;
    throw new RosterError(
      'DATABASE_START_FAILED',
      `The embedded Postgres in ${layout.home} cannot be started: ${errorMessage(error)}. See that the folder belongs to the user who runs Portero and is writable.`,
      { cause: error, context: { home: layout.home } },
    );
  }
}

async function join(layout: Layout): Promise<ServerSession | undefined> {
  const cluster = await realpath(layout.cluster).catch(() => undefined);
  return cluster === undefined ? undefined : joinServer(layout, cluster);
}

async function startUnderLock(options: EnsureOptions, { logger }: { logger: Logger }): Promise<Running> {
  const { layout } = options;
  const session = await join(layout);
  if (session) return { session, started: false };
  const placement = await findPlacement(layout, options.sharedDir);
  if (!(await clusterExists(layout))) {
    await createCluster(layout, placement);
    const { elsewhere } = placement;
    if (elsewhere)
      logger.warn(
        { elsewhere },
        'the database lies outside the data directory: root has no way to run it there',
      );
  }
  return startAndJoin(options, placement, await realpath(layout.cluster));
}

/**
 * Watches until there is a server that takes connections, starting one whenever there is none. One that is starting,
 * recovering or just stopping has its time.
 */
async function startAndJoin(options: EnsureOptions, placement: Placement, cluster: string): Promise<Running> {
  const { layout, settings, signal } = options;
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  const failures: unknown[] = [];
  let running = false;
  let started = false;
  while (performance.now() < deadlineMs) {
    // One that we have started is joined all the same, so that whoever gave up can stop it and nobody is left with it.
    if (!running) signal.throwIfAborted();
    const postmaster = await findPostmaster(cluster);
    if (postmaster?.port) await writePort(layout, postmaster.port);
    if (!postmaster && !running) {
      if (failures.length === START_ATTEMPTS) throw failures.at(-1);
      await sleep(failures.length * 200);
      await clearStalePostmasterPid(cluster);
      const port = await choosePort(options);
      await writePort(layout, port);
      const { exited } = await spawnServer(layout, placement, { port, cluster, settings });
      running = true;
      started = true;
      exited.catch((error: unknown) => {
        running = false;
        failures.push(error);
      });
    }
    const session = await joinServer(layout, cluster);
    if (session) return { session, started };
    await sleep(POLL_MS);
  }
  throw new RosterError(
    'DATABASE_START_FAILED',
    `The Postgres server in ${layout.home} has not taken connections for ${START_TIMEOUT_MS / 1000} s. Look at ${layout.log}.`,
    { cause: failures.at(-1), context: { log: layout.log } },
  );
}

async function choosePort({ layout, keepPort }: EnsureOptions): Promise<number> {
  const port = await readPort(layout);
  if (port !== undefined && (keepPort || (await isPortFree(port)))) return port;
  return findFreePort();
}

async function readPort(layout: Layout): Promise<number | undefined> {
  const port = Number(await readFile(layout.port, 'utf8').catch(() => ''));
  return Number.isSafeInteger(port) && port > 0 ? port : undefined;
}

async function writePort(layout: Layout, port: number): Promise<void> {
  if ((await readPort(layout)) !== port) await writeFile(layout.port, String(port), { mode: 0o600 });
}
