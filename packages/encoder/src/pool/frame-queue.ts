import type { AnalysisRequest } from '../analysis/frame-analyser.ts';
import type { FrameAnalysis, ImageInput } from '../analysis/frame-analysis.ts';

/** A frame on its way through the pool, and its caller. */
export interface Job {
  readonly image: ImageInput;
  readonly request: AnalysisRequest;
  readonly acceptedAtMs: number;
  resolve(analysis: FrameAnalysis): void;
  reject(error: unknown): void;
}

/** Frames that wait for a worker, first come, first served, never more than the limit. */
export class FrameQueue {
  readonly #jobs = new Set<Job>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#jobs.size;
  }

  get isFull(): boolean {
    return this.#jobs.size >= this.#limit;
  }

  add(job: Job): void {
    this.#jobs.add(job);
  }

  /** @returns whether the job was still waiting */
  remove(job: Job): boolean {
    return this.#jobs.delete(job);
  }

  next(): Job | undefined {
    const [job] = this.#jobs;
    if (job) this.#jobs.delete(job);
    return job;
  }

  rejectAll(error: unknown): void {
    for (let job = this.next(); job; job = this.next()) job.reject(error);
  }
}
