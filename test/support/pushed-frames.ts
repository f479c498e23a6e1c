import { EventEmitter, on } from 'node:events';
import type { Frame, FrameSource } from '@portero/edge-agent';

/** A camera whose shutter the test presses. */
export class PushedFrames implements FrameSource {
  readonly description = 'frames of a test';
  readonly live = false;
  readonly droppedFrames = 0;
  readonly #frames = new EventEmitter();
  readonly #stopped = new AbortController();
  #index = 0;

  push(image: Buffer): void {
    const frame: Frame = {
      index: this.#index++,
      capturedAt: Date.now(),
      capturedMonotonicMs: performance.now(),
      image,
    };
    this.#frames.emit('frame', frame);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Frame> {
    try {
      for await (const [frame] of on(this.#frames, 'frame', { signal: this.#stopped.signal })) yield frame;
    } catch (error) {
      if (!this.#stopped.signal.aborted) throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
  }
}
