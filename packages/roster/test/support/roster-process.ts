import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@portero/testkit';
import { onTestFinished } from 'vitest';

const SCRIPT = fileURLToPath(new URL('roster-process.mjs', import.meta.url));

export interface RosterProcessOptions {
  /**
   * `open` waits, `record` records decisions until it is killed, and acts as well, `rotate` rotates the master key in
   * small batches; `embedded` only starts the server.
   */
  action: 'open' | 'record' | 'record-and-act' | 'rotate' | 'embedded';
  options: { dataDir?: string; databaseUrl?: string; poolSize?: number; sharedDir?: string };
  /** Signs what is written to the audit log. */
  signingKey?: object;
  /** Put before `node`, such as `setpriv` with its arguments. */
  prefix?: readonly string[];
}

export type Line = Readonly<Record<string, unknown>>;

/** Another Node process with the compiled package. Whatever a test leaves running is killed after it. */
export class RosterProcess {
  readonly lines: Line[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor({ prefix = [], ...instruction }: RosterProcessOptions) {
    const [file, ...args] = [...prefix, process.execPath, SCRIPT, JSON.stringify(instruction)];
    this.#child = spawn(file!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#exited = once(this.#child, 'exit');
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.lines.push(JSON.parse(line) as Line);
    });
    onTestFinished(() => this.kill());
  }

  /** @returns the first line that it prints: ready, or failed and why */
  started(): Promise<Line> {
    return waitUntil(() => this.lines[0], { timeoutMs: 60_000, what: 'the other process to start' });
  }

  /** As a process that ends in an orderly way. @returns its exit code */
  async stop(): Promise<number | null> {
    this.#child.stdin!.end();
    await this.#exited;
    return this.#child.exitCode;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
