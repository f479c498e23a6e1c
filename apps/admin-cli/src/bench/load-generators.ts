import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { askThread } from '@portero/benchmark';
import { CliError } from '../cli-error.ts';
import type { LoadResult } from './load-tally.ts';
import type { LoadThreadAnswer, LoadThreadRequest, LoadThreadStart } from './load-thread.ts';

export interface LoadGeneratorsOptions extends LoadThreadStart {
  /** Threads that share the edges, and the rate. */
  readonly generators: number;
}

/** Load from threads of this process, so that more than one core can make it. */
export class LoadGenerators {
  readonly #threads: readonly Worker[];

  private constructor(threads: readonly Worker[]) {
    this.#threads = threads;
  }

  /** Resolves when every edge is connected. @throws {CliError} UNAVAILABLE */
  static async connect({ generators, ...start }: LoadGeneratorsOptions): Promise<LoadGenerators> {
    const entry = createRequire(import.meta.url).resolve('@portero/admin-cli/bench-load');
    const threads = sharesOf(start, generators).map(
      (workerData) => new Worker(entry, { workerData, name: 'portero-load' }),
    );
    const all = new LoadGenerators(threads);
    try {
      await Promise.all(threads.map((thread) => answerOf(thread, 'connect')));
    } catch (error) {
      await all.end();
      throw error;
    }
    return all;
  }

  async start(): Promise<void> {
    await this.#ask('start');
  }

  /** From here on requests are counted. */
  async open(): Promise<void> {
    await this.#ask('open');
  }

  /** @returns decisions that came since `open` */
  async close(): Promise<number> {
    const answers = await this.#ask('close');
    return answers.reduce((sum, { answeredInWindow }) => sum + answeredInWindow, 0);
  }

  /** Resolves when what was sent is answered or expired. */
  async stop(): Promise<LoadResult[]> {
    return (await this.#ask('stop')).map(({ result }) => result);
  }

  /** At once, whatever they are at. Idempotent. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #ask<Request extends LoadThreadRequest>(request: Request) {
    return Promise.all(this.#threads.map((thread) => answerOf(thread, request)));
  }
}

/** Edges in turns, so that each thread has as many doors as the next, give or take those of one edge. */
function sharesOf(
  { identities, rate, pictures, ...rest }: LoadThreadStart,
  generators: number,
): LoadThreadStart[] {
  const threads = Math.min(generators, identities.length);
  return Array.from({ length: threads }, (_, thread) => ({
    ...rest,
    identities: identities.filter((__, index) => index % threads === thread),
    rate: rate === undefined ? undefined : rate / threads,
    pictures: pictures.filter((__, index) => index % threads === thread),
  }));
}

/** @throws {CliError} UNAVAILABLE when the thread says that it has failed */
async function answerOf<To extends LoadThreadRequest | 'connect'>(
  thread: Worker,
  to: To,
): Promise<Extract<LoadThreadAnswer, { to: To }>> {
  const request = to === 'connect' ? undefined : to;
  const answer = await askThread<LoadThreadAnswer>(thread, { request });
  if (answer.to === to) return answer as Extract<LoadThreadAnswer, { to: To }>;
  const reason = answer.to === 'failed' ? answer.reason : `it answered ${answer.to} to ${to}`;
  throw new CliError('UNAVAILABLE', {
    what: `the load of the benchmark (${reason})`,
    fix: 'Is the broker reached, and does it let the edges of the benchmark in?',
  });
}
