import type { CardFeed, Frame, FrameSource } from '@portero/edge-agent';
import type { SceneFrame } from './scene.ts';

export interface SceneSourceDeps {
  /** The folder of the scene's frames as a camera. */
  source: FrameSource;
  cards: CardFeed;
  /** Which frame of the scene the picture of that name is. */
  frameNamed(label: string): SceneFrame | undefined;
  /** The card of a person. */
  tokenOf(person: string): string;
  /** Told when the door is done with a frame: its attempts are settled. */
  onDone(frame: SceneFrame): Promise<void>;
}

/**
 * A camera that also holds the right card to the reader before each frame.
 *
 * The agent asks for the next frame once all attempts of the one before are settled, since every frame stands alone;
 * that is when `onDone` is called.
 */
export class SceneSource implements FrameSource {
  readonly live = false;
  readonly droppedFrames = 0;
  readonly #deps: SceneSourceDeps;

  constructor(deps: SceneSourceDeps) {
    this.#deps = deps;
  }

  get description(): string {
    return this.#deps.source.description;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void, void> {
    const { source, cards, frameNamed, tokenOf, onDone } = this.#deps;
    for await (const frame of source) {
      const scene = frameNamed(frame.label ?? '');
      if (scene?.cardOf !== undefined) {
        cards.present(tokenOf(scene.cardOf));
        // The reader's own loop has to run before the frame is looked at.
        await new Promise((resolve) => setImmediate(resolve));
      }
      yield frame;
      if (scene) await onDone(scene);
    }
  }

  stop(): Promise<void> {
    return this.#deps.source.stop();
  }
}
