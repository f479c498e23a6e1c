import { type ChildProcess, spawn } from 'node:child_process';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runCli } from '../src/main.ts';

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

/** Nothing of our environment but what a program needs to run is passed on. */
function environment(env: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...env };
}

/** Starts the program as a user does. */
export function startPortero(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: environment(env),
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

/** Runs the program as a user does, to its end. */
export function porteroProcess(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return startPortero(args, env).ended;
}

/**
 * Runs a command line to its end in this process, which has loaded all packages already: most of what a short command
 * takes. What only a process has (signals, its exit, its log) is seen by `porteroProcess`.
 */
export async function portero(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const [stdout, stderr] = [collect(), collect()];
  const { signal } = new AbortController();
  const code = await runCli(args, {
    env: environment(env),
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** A stream that is no terminal, as a pipe. */
function collect(): { stream: NodeJS.WriteStream; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream: stream as NodeJS.WriteStream, text: () => Buffer.concat(chunks).toString('utf8') };
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
