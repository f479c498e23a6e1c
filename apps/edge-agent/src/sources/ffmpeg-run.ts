import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { RawFrame } from '@portero/encoder';
import { EdgeError } from '../edge-error.ts';
import { PpmSplitter } from './ppm-splitter.ts';
import { redactIn, redactUri } from './redact-uri.ts';

const STDERR_TAIL_CHARS = 2000;
const KILL_AFTER_MS = 1000;

export interface FfmpegRunOptions {
  readonly program: string;
  readonly arguments: readonly string[];
  /** For messages; its credentials are kept out of them. */
  readonly uri: string;
  readonly maxImageBytes: number;
  /** A run without a new frame for this long is ended, ms. */
  readonly stallTimeoutMs: number;
}

/**
 * One run of ffmpeg. Its output is read only as fast as frames are asked for: ffmpeg itself waits on a full pipe.
 * The child never outlives the iteration.
 */
export class FfmpegRun {
  readonly #options: FfmpegRunOptions;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown[]>;
  #spawnError: Error | undefined;
  #stderr = '';
  #stalled = false;

  constructor(options: FfmpegRunOptions) {
    this.#options = options;
    this.#child = spawn(options.program, options.arguments, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL_CHARS);
    });
    this.#child.on('error', (error) => {
      this.#spawnError = error;
    });
    // Not `once`: that rejects on 'error', which a child that could not be spawned emits before 'close'.
    this.#closed = new Promise((resolve) => this.#child.once('close', (...result) => resolve(result)));
  }

  /** @throws {EdgeError} FFMPEG_FAILED with what ffmpeg said; SOURCE_TOO_LARGE */
  async *frames(): AsyncGenerator<RawFrame, void, void> {
    const splitter = new PpmSplitter(this.#options);
    let stall = this.#startStallTimer();
    try {
      for await (const chunk of this.#child.stdout) {
        for (const frame of splitter.push(chunk as Buffer)) {
          // Stopped meanwhile: the time that the consumer takes is not ffmpeg's.
          clearTimeout(stall);
          yield frame;
          stall = this.#startStallTimer();
        }
      }
      const [exitCode, signal] = await this.#closed;
      if (exitCode !== 0) throw this.#failure(exitCode, signal);
    } finally {
      clearTimeout(stall);
      await this.stop();
    }
  }

  /** Idempotent; resolves when the process is gone. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined) {
      this.#child.kill('SIGTERM');
    }
    this.#child.stdout.destroy();
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), KILL_AFTER_MS);
    await this.#closed;
    clearTimeout(killer);
  }

  #startStallTimer(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#stalled = true;
      this.#child.kill('SIGKILL');
    }, this.#options.stallTimeoutMs);
  }

  #failure(exitCode: unknown, signal: unknown): EdgeError {
    const { uri, stallTimeoutMs } = this.#options;
    const said = redactIn(this.#stderr.trim(), uri);
    const why = this.#spawnError
      ? this.#spawnError.message
      : this.#stalled
        ? `no frame for ${stallTimeoutMs} ms`
        : `exit code ${exitCode ?? signal}`;
    return new EdgeError(
      'FFMPEG_FAILED',
      `ffmpeg could not read ${redactUri(uri)}: ${why}.${said && ` It said: ${said}`}`,
      { context: { exitCode, signal, stderr: said } },
    );
  }
}
