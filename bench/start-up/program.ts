import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export const PROGRAMS = {
  portero: 'apps/admin-cli/bin/portero.js',
  coordinator: 'apps/coordinator/bin/portero-coordinator.js',
  edge: 'apps/edge-agent/bin/portero-edge.js',
} as const;

export interface Launch {
  /** Arguments of Node: the program first. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What a line must hold for the program to be ready. @defaultValue it is ready when it has ended */
  readonly ready?: string;
}

/** One start, until the program said that it was ready. */
export interface Start {
  readonly wallMs: number;
  /** Of the process itself and its threads; absent where the system does not tell, and for one that has ended. */
  readonly cpuMs?: number;
}

/** A program that is ready, and runs until it is stopped. */
export interface Running extends Start {
  stop(): Promise<void>;
}

export async function launch({ args, env = {}, ready }: Launch): Promise<Running> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (ready === undefined) {
    await once(child, 'exit');
    return { wallMs: performance.now() - startedMs, stop: async () => {} };
  }
  await untilLine(child, ready);
  const wallMs = performance.now() - startedMs;
  const cpuMs = await cpuTime(child.pid!);
  return { wallMs, ...(cpuMs !== undefined && { cpuMs }), stop: () => stopped(child) };
}

async function untilLine(child: ChildProcess, text: string): Promise<void> {
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        if (line.includes(text)) resolve();
      });
    }
    child.once('exit', (code) =>
      reject(new Error(`ended with ${code} before "${text}": ${said.join('\n')}`)),
    );
  });
}

/** Clock ticks of /proc are hundredths of a second on Linux, whatever the kernel counts in. */
async function cpuTime(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name in parentheses may hold spaces; utime and stime are the twelfth and thirteenth after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) * 10;
}

/** What is told to stop while its last parts still start would take longer to end than what has settled. */
const SETTLING_MS = 500;

async function stopped(child: ChildProcess): Promise<void> {
  await sleep(SETTLING_MS);
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
