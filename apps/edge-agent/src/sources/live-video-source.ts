import type { RawFrame } from '@portero/encoder';
import type { Clock, Logger } from '@portero/runtime';
import { EdgeError } from '../edge-error.ts';
import { FfmpegRun, type FfmpegRunOptions } from './ffmpeg-run.ts';
import type { Frame, FrameSource } from './frame.ts';
import { LatestValue } from './latest-value.ts';
import { Reconnect, type ReconnectOptions } from './reconnect.ts';

export interface LiveVideoSourceOptions {
  readonly description: string;
  readonly run: FfmpegRunOptions;
  readonly reconnect: ReconnectOptions;
  /** A camera that ends is started again; a video played as if it were a camera is not. */
  readonly restart: boolean;
}

/**
 * A camera read by ffmpeg, as fast as it sends; the consumer gets the newest frame.
 * ffmpeg starts with the iteration and is started again, ever later, whenever it ends.
 */
export class LiveVideoSource implements FrameSource {
  readonly live = true;
  readonly #options: LiveVideoSourceOptions;
  readonly #clock: Clock;
  readonly #reconnect: Reconnect;
  readonly #newest = new LatestValue<Frame>();
  readonly #stopped = new AbortController();
  #run: FfmpegRun | undefined;
  #reading: Promise<void> | undefined;
  #index = 0;

  constructor(options: LiveVideoSourceOptions, deps: { clock: Clock; logger: Logger }) {
    this.#options = options;
    this.#clock = deps.clock;
    this.#reconnect = new Reconnect(options.reconnect, deps.logger);
  }

  get description(): string {
    return this.#options.description;
  }

  get droppedFrames(): number {
    return this.#newest.dropped;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void, void> {
    this.#reading ??= this.#read();
    try {
      for (let frame = await this.#newest.take(); frame; frame = await this.#newest.take()) {
        yield frame;
      }
    } finally {
      await this.stop();
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#newest.close();
    await this.#run?.stop();
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { signal } = this.#stopped;
    try {
      while (!signal.aborted) {
        const failure = await this.#readOnce();
        if (!failure && !this.#options.restart) break;
        await this.#reconnect.pause(failure ?? this.#ended(), signal);
      }
      this.#newest.close();
    } catch (error) {
      this.#newest.close(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** @returns why the run failed, or nothing when it ended of itself */
  async #readOnce(): Promise<unknown> {
    this.#run = new FfmpegRun(this.#options.run);
    try {
      for await (const image of this.#run.frames()) this.#offer(image);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #offer(image: RawFrame): void {
    this.#reconnect.succeeded();
    this.#newest.offer({
      index: this.#index,
      capturedAt: this.#clock.now(),
      capturedMonotonicMs: this.#clock.monotonicMs(),
      image,
    });
    this.#index += 1;
  }

  #ended(): EdgeError {
    return new EdgeError('FFMPEG_FAILED', `${this.description} ended: the camera closed the stream.`);
  }
}
