import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { askThread } from './ask-thread.ts';
import type { CrowdAnswer, CrowdPart, CrowdTask } from './crowd-worker.ts';
import { ExactScan, type Nearest } from './exact-scan.ts';

export interface FaceCrowdOptions {
  /** Length of a template. */
  readonly dimension: number;
  readonly people: number;
  readonly seed: number;
  /** @defaultValue one for each core */
  readonly threads?: number;
}

export interface FaceCrowdDeps {
  readonly signal: AbortSignal;
  /** @param doing one of two things */
  onProgress(doing: string, done: number, total: number): void;
}

/** People of one task: some seconds to make them, and some tenths of a second to compare them with a thousand probes. */
const PART = 16_384;

/**
 * The references of many face-like people, made and compared with all cores, in memory that threads share: neither is to be what
 * a benchmark of millions waits for.
 */
export class FaceCrowd {
  readonly #options: Required<FaceCrowdOptions>;
  readonly #deps: FaceCrowdDeps;
  readonly #parts: readonly CrowdPart[];

  private constructor(options: FaceCrowdOptions, deps: FaceCrowdDeps) {
    const { dimension, people, seed, threads = availableParallelism() } = options;
    this.#options = { dimension, people, seed, threads };
    this.#deps = deps;
    this.#parts = Array.from({ length: Math.ceil(people / PART) }, (_, index) => {
      const first = index * PART;
      const numbers = dimension * Math.min(PART, people - first);
      const vectors = new Float32Array(new SharedArrayBuffer(Float32Array.BYTES_PER_ELEMENT * numbers));
      return { dimension, seed, first, vectors };
    });
  }

  static async make(options: FaceCrowdOptions, deps: FaceCrowdDeps): Promise<FaceCrowd> {
    const crowd = new FaceCrowd(options, deps);
    await crowd.#eachPart(
      'making people',
      (part) => ({ part }),
      () => {},
    );
    return crowd;
  }

  /** A view. */
  reference(person: number): Float32Array {
    const { dimension } = this.#options;
    const at = (person % PART) * dimension;
    return this.#parts[Math.floor(person / PART)]!.vectors.subarray(at, at + dimension);
  }

  /** The nearest person, found in this thread alone by comparing all in plain JavaScript. */
  nearestAlone(probe: Float32Array): number {
    let nearest: Nearest = { index: -1, squaredDistance: Number.POSITIVE_INFINITY };
    for (const { dimension, first, vectors } of this.#parts) {
      const found = new ExactScan(dimension, vectors).nearestWithDistance(probe);
      if (found.squaredDistance < nearest.squaredDistance) nearest = { ...found, index: first + found.index };
    }
    return nearest.index;
  }

  /** @returns of each probe the person whose reference is the nearest of all, by comparing all, and −1 among nobody */
  async nearestTo(probes: readonly Float32Array[]): Promise<Int32Array> {
    const { dimension } = this.#options;
    const numbers = new Float32Array(new SharedArrayBuffer(4 * dimension * probes.length));
    for (const [index, probe] of probes.entries()) numbers.set(probe, index * dimension);
    const persons = new Int32Array(probes.length).fill(-1);
    const least = new Float64Array(probes.length).fill(Number.POSITIVE_INFINITY);
    await this.#eachPart<CrowdAnswer>(
      'comparing with all',
      (part) => ({ part, probes: numbers, squaredDistances: least }),
      (answer) => {
        for (const [probe, person] of answer.persons.entries()) {
          if (person < 0 || answer.squaredDistances[probe]! >= least[probe]!) continue;
          persons[probe] = person;
          least[probe] = answer.squaredDistances[probe]!;
        }
      },
    );
    return persons;
  }

  /** Threads take one part after the other. @param taskOf asked when a thread is free for the part */
  async #eachPart<T>(
    doing: string,
    taskOf: (part: CrowdPart) => CrowdTask,
    take: (answer: T) => void,
  ): Promise<void> {
    const { signal, onProgress } = this.#deps;
    const waiting = [...this.#parts];
    let done = 0;
    const run = async () => {
      // The compiled file, also where the source runs uncompiled: Node's workers take JavaScript.
      const worker = new Worker(createRequire(import.meta.url).resolve('@portero/benchmark/crowd-worker'));
      try {
        for (let part = waiting.shift(); part; part = waiting.shift()) {
          take(await askThread<T>(worker, { request: taskOf(part), signal }));
          done += part.vectors.length / part.dimension;
          onProgress(doing, done, this.#options.people);
        }
      } finally {
        await worker.terminate();
      }
    };
    onProgress(doing, 0, this.#options.people);
    const threads = Math.min(this.#options.threads, waiting.length);
    await Promise.all(Array.from({ length: threads }, run));
  }
}
