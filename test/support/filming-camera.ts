import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, FrameSource } from '@portero/edge-agent';
import type { ManualClock } from '@portero/testkit';

const FRAME_MS = 100;
/** Real time between two frames, so that others get their turn. */
const PAUSE_MS = 20;

/**
 * A camera that takes ten pictures a second of the door's own clock, however slow the machine is; what stands before it is
 * the test's to say, from picture to picture.
 */
export class FilmingCamera implements FrameSource {
  readonly description = 'a camera of a test';
  readonly live = true;
  readonly droppedFrames = 0;
  readonly #clock: ManualClock;
  readonly #stopped = new AbortController();
  /** @returns the picture of this moment, or nothing while the camera is silent */
  #film: () => Buffer | undefined = () => undefined;

  constructor({ clock }: { clock: ManualClock }) {
    this.#clock = clock;
  }

  film(film: () => Buffer | undefined): void {
    this.#film = film;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Frame> {
    const { signal } = this.#stopped;
    for (let index = 0; !signal.aborted; index++) {
      this.#clock.advance(FRAME_MS);
      const image = this.#film();
      if (image) {
        const capturedMonotonicMs = this.#clock.monotonicMs();
        yield { index, capturedAt: this.#clock.now(), capturedMonotonicMs, image };
      }
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
  }
}
