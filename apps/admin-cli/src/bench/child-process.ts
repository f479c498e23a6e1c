import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cli-error.ts';

export interface ChildOptions {
  /** For error messages. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Takes both its outputs: read here while it starts only, so that its lines cost this process nothing. */
  readonly outputFile: string;
}

const POLL_MS = 20;
const STOP_MS = 20_000;
const LAST_WORDS = 2_000;

/** A process of the bench. It ends with it. */
export class BenchChild {
  readonly #options: ChildOptions;
  readonly #process: ChildProcess;

  private constructor(options: ChildOptions, process: ChildProcess) {
    this.#options = options;
    this.#process = process;
  }

  /** @throws {CliError} UNAVAILABLE when there is no such program */
  static async start(options: ChildOptions): Promise<BenchChild> {
    const { program, args, outputFile } = options;
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    const output = await open(outputFile, 'w', 0o600);
    try {
      const child = spawn(program, args, {
        env: { PATH, HOME, ...(TMPDIR !== undefined && { TMPDIR }), ...options.env },
        stdio: ['ignore', output.fd, output.fd],
      });
      // Without a listener an error would end this process; that it has not started is noticed by `ready`.
      child.on('error', () => undefined);
      return new BenchChild(options, child);
    } finally {
      await output.close();
    }
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /**
   * @param probe of what it has written; undefined while it is not ready
   * @throws {CliError} UNAVAILABLE with its last words when it ends first, or takes longer than `timeoutMs`
   */
  async ready<T>(
    probe: (output: string) => Promise<T | undefined> | T | undefined,
    timeoutMs: number,
  ): Promise<T> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const output = await readFile(this.#options.outputFile, 'utf8');
      const found = await probe(output);
      if (found !== undefined) return found;
      if (this.#hasEnded || performance.now() > deadline) throw this.#notReady(output);
      await sleep(POLL_MS);
    }
  }

  /** In order; by force when that takes too long. Idempotent. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const force = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(force);
  }

  get #hasEnded(): boolean {
    const { pid, exitCode, signalCode } = this.#process;
    return pid === undefined || exitCode !== null || signalCode !== null;
  }

  #notReady(output: string): CliError {
    const { name, program } = this.#options;
    return new CliError('UNAVAILABLE', {
      what: `${name} did not start`,
      cause: output.slice(-LAST_WORDS).trim() || `${program} said nothing`,
      fix: 'Mend that, and try again.',
    });
  }
}
