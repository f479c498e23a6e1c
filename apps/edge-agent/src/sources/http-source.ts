import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Logger } from '@portero/runtime';
import { fetchReason } from '../http-credentials.ts';
import type { Frame, FrameSource } from './frame.ts';
import { cameraFailure, type Deadline, readSnapshot, requestCamera, startDeadline } from './http-camera.ts';
import { LatestValue } from './latest-value.ts';
import { MultipartSplitter, multipartBoundary } from './multipart-splitter.ts';
import { Reconnect, type ReconnectOptions } from './reconnect.ts';
import { redactUri } from './redact-uri.ts';

export interface HttpSourceOptions {
  readonly uri: string;
  readonly intervalMs: number;
  readonly maxFps: number;
  readonly maxImageBytes: number;
  readonly stallTimeoutMs: number;
  readonly reconnect: ReconnectOptions;
}

/**
 * A camera behind a URL. Each answer's content type says what it is: `image/*` is one snapshot, asked for again after
 * `intervalMs` when the consumer is ready; `multipart/…` is a motion-JPEG stream, of which the consumer gets the newest.
 */
export class HttpSource implements FrameSource {
  readonly live = true;
  readonly description: string;
  readonly #options: HttpSourceOptions;
  readonly #clock: Clock;
  readonly #reconnect: Reconnect;
  readonly #stopped = new AbortController();
  #newest: LatestValue<Frame> | undefined;
  #droppedEarlier = 0;
  #index = 0;

  constructor(options: HttpSourceOptions, deps: { clock: Clock; logger: Logger }) {
    this.#options = options;
    this.#clock = deps.clock;
    this.#reconnect = new Reconnect(options.reconnect, deps.logger);
    this.description = redactUri(options.uri);
  }

  get droppedFrames(): number {
    return this.#droppedEarlier + (this.#newest?.dropped ?? 0);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void, void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const deadline = startDeadline(this.#options.stallTimeoutMs, signal);
      try {
        yield* this.#answer(deadline);
      } catch (error) {
        await this.#reconnect.pause(error, signal);
      } finally {
        deadline.clear();
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
  }

  async *#answer(deadline: Deadline): AsyncGenerator<Frame, void, void> {
    const { uri, maxImageBytes, intervalMs } = this.#options;
    const response = await requestCamera(uri, deadline.signal);
    const contentType = response.headers.get('content-type') ?? '';
    const boundary = multipartBoundary(contentType);
    if (boundary) return yield* this.#stream(response, boundary, deadline);
    if (!/^(?:image\/|application\/octet-stream)/i.test(contentType)) {
      await response.body?.cancel();
      throw cameraFailure(uri, `the answer is "${contentType}", neither an image nor a motion-JPEG stream`);
    }
    const image = await readSnapshot(uri, response, maxImageBytes);
    deadline.clear();
    yield this.#frame(image);
    await sleep(intervalMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
  }

  async *#stream(
    response: Response,
    boundary: string,
    deadline: Deadline,
  ): AsyncGenerator<Frame, void, void> {
    const newest = new LatestValue<Frame>();
    this.#newest = newest;
    const leaving = new AbortController();
    const reading = this.#read(response, boundary, deadline, newest, leaving.signal);
    try {
      for (let frame = await newest.take(); frame; frame = await newest.take()) yield frame;
      throw cameraFailure(this.#options.uri, 'the stream ended');
    } finally {
      leaving.abort();
      await reading;
      this.#droppedEarlier += newest.dropped;
      this.#newest = undefined;
    }
  }

  /** Never rejects: how it ended is what `newest` is closed with. */
  async #read(
    response: Response,
    boundary: string,
    deadline: Deadline,
    newest: LatestValue<Frame>,
    leaving: AbortSignal,
  ): Promise<void> {
    const splitter = new MultipartSplitter({ boundary, maxImageBytes: this.#options.maxImageBytes });
    const reader = response.body?.getReader();
    leaving.addEventListener('abort', () => void reader?.cancel().catch(() => undefined));
    let notBeforeMs = 0;
    try {
      for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
        for (const image of splitter.push(read.value)) {
          deadline.refresh();
          const nowMs = this.#clock.monotonicMs();
          if (nowMs < notBeforeMs) continue;
          notBeforeMs = nowMs + 1000 / this.#options.maxFps;
          newest.offer(this.#frame(image));
        }
      }
      newest.close();
    } catch (error) {
      newest.close(cameraFailure(this.#options.uri, fetchReason(error), error));
    }
  }

  #frame(image: Uint8Array): Frame {
    this.#reconnect.succeeded();
    const index = this.#index;
    this.#index += 1;
    return { index, capturedAt: this.#clock.now(), capturedMonotonicMs: this.#clock.monotonicMs(), image };
  }
}
