import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../bin/portero.js', import.meta.url));

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  /** What it has written to standard output so far. */
  text(): string;
  ended: Promise<Ran>;
}

/** Starts the real program. Nothing of our environment but what a program needs to run is passed on. */
export function startPortero(args: readonly string[], env: Record<string, string> = {}): Running {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output.stderr += chunk;
  });
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
  return { child, text: () => output.stdout, ended };
}

/** Runs the real program to its end. */
export function portero(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return startPortero(args, env).ended;
}

/** The document that a command printed. @throws {SyntaxError} with what it printed instead */
export function json<T>({ stdout, stderr }: Ran): T {
  try {
    return JSON.parse(stdout) as T;
  } catch (cause) {
    throw new SyntaxError(`not JSON: ${stdout}\n${stderr}`, { cause });
  }
}

/** One value for each line of a stream. */
export function jsonLines<T>({ stdout }: Ran): T[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
