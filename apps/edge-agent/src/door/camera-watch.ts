import { isRetryable as isEncoderBusy } from '@portero/encoder';
import { type Clock, errorMessage, isAppError, type Logger, newId } from '@portero/runtime';
import type { FaceEncoder } from '../agent-types.ts';
import type { ArmedCard } from '../cards/armed-card.ts';
import type { DoorConfig } from '../door-config.ts';
import type { EventHub } from '../event-hub.ts';
import type { EdgeEvents } from '../events.ts';
import type { Frame, FrameSource } from '../sources/frame.ts';
import { DoorAttempts } from '../tracking/door-attempts.ts';
import { sameFaceThreshold } from '../tracking/same-face-threshold.ts';
import type { AttemptInput, SeenFace } from './attempt-input.ts';
import type { DoorSession } from './door-session.ts';

export interface CameraWatchOptions {
  /** `site/building/edge/door` */
  readonly door: string;
  readonly config: Pick<DoorConfig, 'mode' | 'attempt' | 'independentFrames' | 'minFacePx' | 'maxFaces'>;
}

export interface CameraWatchDeps {
  readonly source: FrameSource;
  readonly encoder: FaceEncoder;
  readonly session: Pick<DoorSession, 'attempt'>;
  readonly card: ArmedCard;
  readonly events: EventHub<EdgeEvents>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Looks through one camera: frames in, attempts out. People are followed and tried one attempt at a time, unless each
 * frame stands alone. A frame that cannot be analysed is skipped and the camera goes on.
 */
export class CameraWatch {
  readonly #options: CameraWatchOptions;
  readonly #deps: CameraWatchDeps;
  readonly #attempts: DoorAttempts<SeenFace>;
  readonly #running = new Set<Promise<unknown>>();

  constructor(options: CameraWatchOptions, deps: CameraWatchDeps) {
    this.#options = options;
    this.#deps = deps;
    const tracker = { sameFaceL2: sameFaceThreshold(deps.encoder.model) };
    this.#attempts = new DoorAttempts({ policy: options.config.attempt, tracker }, { newId });
  }

  /** Until the source ends. Never throws; resolves when every attempt is settled. */
  async run(): Promise<void> {
    const { source, events, logger } = this.#deps;
    const { door } = this.#options;
    let frames = 0;
    let failure: Error | undefined;
    try {
      for await (const frame of source) {
        frames += 1;
        await this.#look(frame);
      }
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      logger.error({ door, reason: failure.message }, 'the camera of a door failed for good');
    }
    await Promise.all(this.#running);
    const { droppedFrames } = source;
    events.emit('sourceEnded', { door, frames, droppedFrames, ...(failure && { error: failure }) });
  }

  /** A card was shown and is armed: everybody begins anew, those who rest included. */
  cardShown(): void {
    this.#attempts.rearm();
  }

  async #look(frame: Frame): Promise<void> {
    const faces = await this.#facesOf(frame);
    if (!faces) return;
    if (this.#options.config.independentFrames) {
      // Awaited, so that the attempts of one photograph are over before the next is looked at.
      await Promise.all(this.#chooseAlone(faces).map((input) => this.#deps.session.attempt(input)));
      return;
    }
    for (const input of this.#chooseFollowed(faces)) this.#start(input);
  }

  async #facesOf(frame: Frame): Promise<SeenFace[] | undefined> {
    const { encoder, events, logger, source } = this.#deps;
    const { minFacePx, maxFaces } = this.#options.config;
    const { index, label, capturedAt, capturedMonotonicMs } = frame;
    const shown = { door: this.#options.door, index, ...(label !== undefined && { label }) };
    try {
      const { faces, timings } = await encoder.analyse(frame.image, { minFacePx, maxFaces });
      events.emit('frame', { ...shown, faces: faces.length, droppedFrames: source.droppedFrames, timings });
      const seenIn = {
        index,
        capturedAt,
        capturedMonotonicMs,
        timings,
        ...(label !== undefined && { label }),
      };
      return faces.map(({ box, embedding, quality }) => ({ box, embedding, quality, seenIn }));
    } catch (error) {
      const reason = isAppError(error) ? error.code : 'UNKNOWN';
      const level = isEncoderBusy(error) ? 'debug' : 'warn';
      logger[level](
        { door: shown.door, index, code: reason, reason: errorMessage(error) },
        'a frame was skipped',
      );
      events.emit('frameSkipped', { ...shown, reason });
      return undefined;
    }
  }

  /** Every face of the frame; a card that was shown belongs to the largest. */
  #chooseAlone(faces: readonly SeenFace[]): AttemptInput[] {
    return faces.flatMap((face) => {
      const cardToken = this.#takeCard();
      if (cardToken === undefined && this.#options.config.mode === 'verify') return [];
      return [{ faces: [face], ...(cardToken !== undefined && { cardToken }) }];
    });
  }

  #chooseFollowed(faces: readonly SeenFace[]): AttemptInput[] {
    const { card, clock } = this.#deps;
    const { mode } = this.#options.config;
    const nowMs = clock.monotonicMs();
    const collect = mode !== 'verify' || card.isArmed(nowMs);
    return this.#attempts.consider(faces, nowMs, collect).flatMap(({ trackId, faces: [first, ...more] }) => {
      const cardToken = this.#takeCard();
      if (first && (cardToken !== undefined || mode !== 'verify')) {
        return [{ faces: [first, ...more], trackId, ...(cardToken !== undefined && { cardToken }) }];
      }
      this.#attempts.release(trackId, nowMs);
      return [];
    });
  }

  #takeCard(): string | undefined {
    return this.#options.config.mode === 'identify'
      ? undefined
      : this.#deps.card.take(this.#deps.clock.monotonicMs());
  }

  #start(input: AttemptInput): void {
    const { session, clock } = this.#deps;
    const attempt = session.attempt(input).then(({ outcome, reason }) => {
      // Whoever glanced aside is not locked out for it.
      const settled = reason === 'too_few_frames' ? 'refused' : outcome;
      if (input.trackId !== undefined) this.#attempts.settle(input.trackId, settled, clock.monotonicMs());
      this.#running.delete(attempt);
    });
    this.#running.add(attempt);
  }
}
