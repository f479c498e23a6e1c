import { asksForChallenge, type Language, type PromptCode } from '@portero/access';
import { type Clock, type Logger, newId } from '@portero/runtime';
import type { FaceEncoder } from '../agent-types.ts';
import type { ArmedCard } from '../cards/armed-card.ts';
import type { DoorConfig } from '../door-config.ts';
import type { EventHub } from '../event-hub.ts';
import type { EdgeEvents } from '../events.ts';
import type { Frame, FrameSource } from '../sources/frame.ts';
import { DoorAttempts } from '../tracking/door-attempts.ts';
import { sameFaceThreshold } from '../tracking/same-face-threshold.ts';
import { type AttemptInput, modeOf, type SeenFace } from './attempt-input.ts';
import type { ChallengeEnd } from './challenge-run.ts';
import { type ChallengedPerson, Challenger } from './challenger.ts';
import type { DoorSession } from './door-session.ts';
import { createFaceReader, type ReadFaces } from './face-reader.ts';

export interface CameraWatchOptions {
  /** `site/building/edge/door` */
  readonly door: string;
  readonly language: Language;
  readonly config: Pick<
    DoorConfig,
    'mode' | 'attempt' | 'independentFrames' | 'minFacePx' | 'maxFaces' | 'pad' | 'challengeSteps'
  >;
}

export interface CameraWatchDeps {
  readonly source: FrameSource;
  readonly encoder: FaceEncoder;
  readonly session: Pick<DoorSession, 'attempt'>;
  readonly card: ArmedCard;
  /** What the display shows from now on; nothing clears it. */
  onPrompt(prompt: PromptCode | undefined): void;
  readonly events: EventHub<EdgeEvents>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Looks through one camera: frames in, attempts out. People are followed and tried one attempt at a time, unless each
 * frame stands alone. A frame that cannot be analysed is skipped and the camera goes on.
 *
 * Where the door demands a challenge, whoever is due is given one first, and what is sent then are the faces of the
 * challenge with its outcome; those from before are dropped.
 */
export class CameraWatch {
  readonly #options: CameraWatchOptions;
  readonly #deps: CameraWatchDeps;
  readonly #attempts: DoorAttempts<SeenFace>;
  readonly #challenger: Challenger<SeenFace>;
  readonly #read: ReadFaces;
  readonly #running = new Set<Promise<unknown>>();

  constructor(options: CameraWatchOptions, deps: CameraWatchDeps) {
    this.#options = options;
    this.#deps = deps;
    const { door, language, config } = options;
    const { attempt: policy, challengeSteps: steps } = config;
    const { maxFrames, maxDenials, lockoutMs } = policy;
    this.#read = createFaceReader({ door, config }, deps);
    const sameFaceL2 = sameFaceThreshold(deps.encoder.model);
    this.#attempts = new DoorAttempts({ policy, tracker: { sameFaceL2 } }, { newId });
    this.#challenger = new Challenger(
      { door, language, steps, maxFrames, sameFaceL2, maxDenials, lockoutMs },
      { ...deps, onEnd: (person, end) => this.#challenged(person, end) },
    );
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
    this.#challenger.breakOff();
    await Promise.all(this.#running);
    const { droppedFrames } = source;
    events.emit('sourceEnded', { door, frames, droppedFrames, ...(failure && { error: failure }) });
  }

  /** A card was shown and is armed: everybody begins anew, those who rest or are at a challenge included. */
  cardShown(): void {
    const challenged = this.#challenger.breakOff();
    if (challenged !== undefined) this.#attempts.release(challenged, this.#deps.clock.monotonicMs());
    this.#attempts.rearm();
  }

  async #look(frame: Frame): Promise<void> {
    const faces = await this.#read(frame);
    if (!faces) return;
    if (this.#options.config.independentFrames) {
      // Awaited, so that the attempts of one photograph are over before the next is looked at.
      await Promise.all(this.#chooseAlone(faces).map((input) => this.#deps.session.attempt(input)));
      return;
    }
    for (const input of this.#chooseFollowed(faces, frame)) this.#start(input);
  }

  /** Every face of the frame; a card that was shown belongs to the largest. */
  #chooseAlone(faces: readonly SeenFace[]): AttemptInput[] {
    return faces.flatMap((face) => {
      const cardToken = this.#takeCard();
      if (cardToken === undefined && this.#options.config.mode === 'verify') return [];
      return [{ faces: [face], ...(cardToken !== undefined && { cardToken }) }];
    });
  }

  #chooseFollowed(faces: readonly SeenFace[], { capturedMonotonicMs }: Frame): AttemptInput[] {
    const { card, clock } = this.#deps;
    const { mode } = this.#options.config;
    const nowMs = clock.monotonicMs();
    const collect = mode !== 'verify' || card.isArmed(nowMs);
    const everyDue = this.#attempts.consider(faces, nowMs, collect);
    const { trackId: challenged } = this.#challenger;
    if (challenged !== undefined) {
      this.#challenger.look(this.#attempts.faceOf(challenged), capturedMonotonicMs);
    }
    return everyDue.flatMap(({ trackId, faces: [first, ...more] }) => {
      const cardToken = this.#takeCard();
      if (first && (cardToken !== undefined || mode !== 'verify')) {
        const person = { trackId, ...(cardToken !== undefined && { cardToken }) };
        const input: AttemptInput = { ...person, faces: [first, ...more] };
        if (!this.#needsChallenge(input, nowMs)) return [input];
        if (this.#challenge(person, nowMs)) return [];
      }
      this.#attempts.release(trackId, nowMs);
      return [];
    });
  }

  /** While the door rests from challenges nobody is given one: who comes with a face alone is asked for a card. */
  #needsChallenge(input: AttemptInput, nowMs: number): boolean {
    return asksForChallenge(this.#options.config.pad, modeOf(input)) && !this.#challenger.isResting(nowMs);
  }

  /** @returns false while somebody else is at a challenge */
  #challenge(person: ChallengedPerson, nowMs: number): boolean {
    if (this.#challenger.trackId !== undefined) return false;
    this.#challenger.begin(person, nowMs);
    return true;
  }

  #challenged(
    { trackId, cardToken }: ChallengedPerson,
    { outcome, faces: [first, ...more] }: ChallengeEnd<SeenFace>,
  ): void {
    const card = cardToken !== undefined && { cardToken };
    if (first) this.#start({ faces: [first, ...more], trackId, challenge: outcome, ...card });
    // Nobody was seen since it was given: there is nothing to tell the coordinator.
    else this.#attempts.settle(trackId, 'refused', this.#deps.clock.monotonicMs());
  }

  #takeCard(): string | undefined {
    return this.#options.config.mode === 'identify'
      ? undefined
      : this.#deps.card.take(this.#deps.clock.monotonicMs());
  }

  #start(input: AttemptInput): void {
    const { session, clock } = this.#deps;
    const attempt = session.attempt(input).then(({ outcome, reason }) => {
      // Whoever glanced aside is not locked out for it; whoever did not answer a challenge is.
      const glanced = reason === 'too_few_frames' && (input.challenge ?? 'performed') === 'performed';
      const settled = glanced ? 'refused' : outcome;
      if (input.trackId !== undefined) this.#attempts.settle(input.trackId, settled, clock.monotonicMs());
      this.#running.delete(attempt);
    });
    this.#running.add(attempt);
  }
}
