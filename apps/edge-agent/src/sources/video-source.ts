import { type Clock, errorMessage } from '@portero/runtime';
import { EdgeError } from '../edge-error.ts';
import { FfmpegRun, type FfmpegRunOptions } from './ffmpeg-run.ts';
import type { Frame, FrameSource } from './frame.ts';

export interface VideoSourceOptions {
  readonly description: string;
  readonly loop: boolean;
  readonly run: FfmpegRunOptions;
}

/** A video file, every frame of it: ffmpeg decodes as fast as frames are asked for. */
export class VideoSource implements FrameSource {
  readonly live = false;
  readonly droppedFrames = 0;
  readonly #options: VideoSourceOptions;
  readonly #clock: Clock;
  #run: FfmpegRun | undefined;
  #stopped = false;

  constructor(options: VideoSourceOptions, deps: { clock: Clock }) {
    this.#options = options;
    this.#clock = deps.clock;
  }

  get description(): string {
    return this.#options.description;
  }

  /** @throws {EdgeError} SOURCE_UNREADABLE with what ffmpeg said, SOURCE_EMPTY */
  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void, void> {
    let index = 0;
    do {
      const before = index;
      for await (const image of this.#frames()) {
        yield {
          index,
          capturedAt: this.#clock.now(),
          capturedMonotonicMs: this.#clock.monotonicMs(),
          image,
        };
        index += 1;
      }
      if (index === before && !this.#stopped) {
        throw new EdgeError('SOURCE_EMPTY', `${this.description} has no video frames.`);
      }
    } while (this.#options.loop && !this.#stopped);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#run?.stop();
  }

  async *#frames() {
    if (this.#stopped) return;
    this.#run = new FfmpegRun(this.#options.run);
    try {
      yield* this.#run.frames();
    } catch (cause) {
      // A run that was told to stop ends with a signal and a broken pipe: that is no failure.
      if (this.#stopped) return;
      throw new EdgeError('SOURCE_UNREADABLE', errorMessage(cause), { cause });
    }
  }
}
