import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { GraphMailbox } from './graph-mailbox.ts';
import type { GraphReply, GraphRequest, GraphVectors } from './graph-worker.ts';

/** A search takes some milliseconds. A thread that is silent for so long is not merely kept waiting. */
const ANSWER_TIMEOUT_MS = 1_000;

export interface GraphParameters {
  dimension: number;
  M: number;
  efConstruction: number;
  efSearch: number;
}

/** A graph in a thread of its own. */
export class GraphThread {
  readonly #worker: Worker;
  readonly #mailbox: GraphMailbox;
  #works = false;

  private constructor(worker: Worker, mailbox: GraphMailbox) {
    this.#worker = worker;
    this.#mailbox = mailbox;
  }

  /**
   * @param size at least as many points as come
   * @param next vectors one after the other, empty after the last; asked for when those before are in the graph
   * @throws {Error} when the thread fails or `signal` ends it
   */
  static async build(
    parameters: GraphParameters,
    size: number,
    next: () => GraphVectors,
    signal: AbortSignal,
  ): Promise<GraphThread> {
    signal.throwIfAborted();
    const mailbox = new GraphMailbox(parameters.dimension);
    // The compiled file, also where the source runs uncompiled: Node's workers take JavaScript.
    const entry = createRequire(import.meta.url).resolve('@portero/gallery/graph-worker');
    const workerData: GraphRequest = { ...parameters, size, shared: mailbox.shared };
    const worker = new Worker(entry, { workerData });
    const thread = new GraphThread(worker, mailbox);
    try {
      await thread.#feed(next, signal);
      // It waits for questions now, and nobody for it.
      worker.unref();
      return thread;
    } catch (error) {
      await thread.stop();
      throw error;
    }
  }

  /** @param count at most as many points as there are @returns labels, undefined once the thread does not answer */
  search(probe: Float32Array, count: number): Uint32Array | undefined {
    if (!this.#works) return undefined;
    const labels = this.#mailbox.ask(probe, count, ANSWER_TIMEOUT_MS);
    this.#works = labels !== undefined;
    return labels;
  }

  /** Whether it has answered whenever it was asked. */
  get works(): boolean {
    return this.#works;
  }

  /** Ends the thread, and with it goes all that the graph holds. */
  async stop(): Promise<void> {
    this.#works = false;
    await this.#worker.terminate();
  }

  #feed(next: () => GraphVectors, signal: AbortSignal): Promise<void> {
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      worker.on('error', reject);
      worker.on('exit', (code) => {
        this.#works = false;
        reject(new Error(`the thread ended with code ${code}`));
      });
      worker.on('message', (reply: GraphReply) => {
        if ('wants' in reply) {
          const vectors = next();
          return worker.postMessage(vectors, [vectors.buffer as ArrayBuffer]);
        }
        signal.removeEventListener('abort', onAbort);
        if (!reply.built) return reject(new Error(reply.reason));
        this.#works = true;
        resolve();
      });
    });
  }
}
