import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutSecrets } from '../encryption/secret-variables.ts';
import { RosterError } from '../roster-error.ts';
import type { Layout } from './layout.ts';
import type { Placement } from './placement.ts';
import { findPostmaster, type Postmaster } from './postmaster-pid.ts';
import { isProcessAlive } from './processes.ts';

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const STOP_TIMEOUT_MS = 20_000;

/** Names, embeddings and card hashes stay out of the server's log: neither rows that fail nor statements are quoted. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'log_error_verbosity=terse',
  'log_min_error_statement=panic',
  'log_checkpoints=off',
  'cluster_name=portero',
];

export interface ServerOptions {
  readonly port: number;
  /** Real path of the data directory. */
  readonly cluster: string;
  /** More `name=value`. */
  readonly settings: readonly string[];
}

/**
 * Starts the server in a session of its own, so that neither Ctrl-C in our terminal nor our death ends it, and returns
 * at once: it is ready when it accepts connections.
 * @returns the exit, as a promise that rejects with the end of the server's log
 */
export async function spawnServer(
  layout: Layout,
  { binaries, launcher }: Placement,
  { port, cluster, settings }: ServerOptions,
): Promise<{ exited: Promise<never> }> {
  const { file, args, options } = launcher.command(binaries.postgres, [
    '-D',
    cluster,
    '-p',
    String(port),
    ...[...SETTINGS, ...settings].flatMap((setting) => ['-c', setting]),
  ]);
  await rotate(layout.log);
  const log = await open(layout.log, 'a', 0o600);
  try {
    const child = spawn(file, [...args], {
      ...options,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...withoutSecrets(process.env), LC_ALL: 'C' },
    });
    child.unref();
    const exited = exitOf(child, layout.log);
    // Whoever awaits it hears of it; a server that ends later, when nobody does, is the supervisor's concern.
    exited.catch(() => undefined);
    return { exited };
  } finally {
    await log.close();
  }
}

async function exitOf(child: ReturnType<typeof spawn>, log: string): Promise<never> {
  const reason = await once(child, 'exit').then(
    ([code, signal]: unknown[]) => `ended with ${signal ?? `code ${code}`}`,
    (error: unknown) => `could not be started: ${String(error)}`,
  );
  const tail = (await readFile(log, 'utf8').catch(() => '')).slice(-2_000).trim();
  throw new RosterError(
    'DATABASE_START_FAILED',
    `The Postgres server ${reason}. The end of ${log}: ${tail.split('\n').slice(-4).join(' | ')}`,
    { context: { log } },
  );
}

async function rotate(log: string): Promise<void> {
  const { size } = await stat(log).catch(() => ({ size: 0 }));
  if (size > LOG_LIMIT_BYTES) await rename(log, `${log}.1`);
}

/** A fast shutdown (SIGINT): clients are disconnected, everything is written; if that takes too long, SIGQUIT. */
export async function stopServer(cluster: string, { pid }: Postmaster): Promise<void> {
  signal(pid, 'SIGINT');
  const deadlineMs = performance.now() + STOP_TIMEOUT_MS;
  // Not only the pid: where nobody reaps it, a zombie keeps it.
  while (isProcessAlive(pid) && (await findPostmaster(cluster))?.pid === pid) {
    if (performance.now() > deadlineMs) return signal(pid, 'SIGQUIT');
    await sleep(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
