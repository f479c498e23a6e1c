import type { Language, PromptCode } from '@portero/access';
import type { Bus } from '@portero/bus';
import {
  CommandVerifier,
  type EdgeAddress,
  type EdgeVoice,
  encodeDoorStatus,
  formatDoor,
  PROTOCOL_VERSION,
  topics,
} from '@portero/protocol';
import { errorMessage, StopStack } from '@portero/runtime';
import type { FaceEncoder } from '../agent-types.ts';
import { ArmedCard } from '../cards/armed-card.ts';
import type { CardReader } from '../cards/card-reader.ts';
import type { DoorConfig } from '../door-config.ts';
import type { TrustedKeys } from '../trust/trusted-keys.ts';
import { CameraWatch, type CameraWatchDeps } from './camera-watch.ts';
import { DoorLink } from './door-link.ts';
import { DoorSession, type DoorSessionDeps } from './door-session.ts';

export interface DoorUnitOptions {
  readonly edge: EdgeAddress;
  readonly config: DoorConfig;
  readonly bootId: string;
  readonly language: Language;
  readonly answerTimeoutMs: number;
}

export interface DoorUnitDeps
  extends Omit<DoorSessionDeps, 'link'>,
    Pick<CameraWatchDeps, 'source' | 'encoder'> {
  readonly bus: Bus;
  readonly voice: EdgeVoice;
  readonly keys: TrustedKeys;
  readonly cardReader: CardReader | undefined;
  readonly nextSeq: () => number;
  readonly encoder: FaceEncoder;
}

/** One door at work: its camera watched, its cards read, its commands heard, its lock's state told. */
export class DoorUnit {
  readonly #options: DoorUnitOptions;
  readonly #deps: DoorUnitDeps;
  readonly #address;
  readonly #link: DoorLink;
  readonly #watch: CameraWatch;
  readonly #card: ArmedCard;
  readonly #stops: StopStack;
  #watching: Promise<void> = Promise.resolve();
  #prompt: PromptCode | undefined;

  constructor(options: DoorUnitOptions, deps: DoorUnitDeps) {
    const { config, answerTimeoutMs, bootId, language, edge } = options;
    this.#options = options;
    this.#deps = deps;
    this.#address = { ...edge, door: config.door };
    this.#card = new ArmedCard({ armMs: config.cardArmMs });
    this.#stops = new StopStack(deps.logger);
    const door = formatDoor(this.#address);
    const verifier = new CommandVerifier({ door, keys: deps.keys.ring, bootId }, { clock: deps.clock });
    deps.keys.keepCurrent(verifier);
    this.#link = new DoorLink(
      { door: this.#address, modelId: deps.encoder.model.id, answerTimeoutMs },
      { ...deps, verifier },
    );
    const session = new DoorSession({ door, language }, { ...deps, link: this.#link });
    this.#watch = new CameraWatch(
      { door, language, config },
      { ...deps, session, card: this.#card, onPrompt: (prompt) => this.#show(prompt) },
    );
  }

  /** Resolves when the camera has ended and every attempt is settled. */
  get finished(): Promise<void> {
    return this.#watching;
  }

  async start(): Promise<void> {
    const { actuator, source, cardReader, events } = this.#deps;
    const door = formatDoor(this.#address);
    const stopListening = actuator.onStateChange((state) => {
      events.emit('lock', { door, state });
      void this.tellStatus();
    });
    this.#stops.add('lock state', stopListening);
    this.#stops.add('actuator', () => actuator.stop());
    this.#stops.add('attempts', () => this.#watching);
    this.#stops.add('commands', () => this.#link.stop());
    await this.#link.start();
    await this.tellStatus();
    if (cardReader) {
      const reading = this.#readCards(cardReader);
      this.#stops.add('cards', () => cardReader.stop().then(() => reading));
    }
    this.#watching = this.#watch.run();
    this.#stops.add('camera', () => source.stop());
  }

  /** Publishes the retained status of the door, with what its display asks for. Never throws: a reconnection tells it again. */
  async tellStatus(): Promise<void> {
    const { bus, actuator, clock, logger } = this.#deps;
    const { failMode } = this.#options.config;
    const hardware = { lock: actuator.state, contact: 'unknown', tamper: false, failMode } as const;
    const prompt = this.#prompt && { prompt: this.#prompt };
    const status = encodeDoorStatus({ v: PROTOCOL_VERSION, at: clock.now(), ...hardware, ...prompt });
    try {
      await bus.publish(topics.doorStatus(this.#address), status, { qos: 1, retain: true, timeoutMs: 2000 });
    } catch (error) {
      logger.debug({ reason: errorMessage(error) }, 'the status of a door could not be published');
    }
  }

  /** Idempotent. Camera first, then what waits for an answer, the lock last; its last state is told. */
  async stop(): Promise<void> {
    await this.#stops.stop();
    await this.tellStatus();
  }

  #show(prompt: PromptCode | undefined): void {
    this.#prompt = prompt;
    void this.tellStatus();
  }

  async #readCards(reader: CardReader): Promise<void> {
    const { clock, logger } = this.#deps;
    try {
      for await (const { token } of reader) {
        this.#card.arm(token, clock.monotonicMs());
        this.#watch.cardShown();
        logger.debug({ door: this.#options.config.door }, 'a card was shown');
      }
    } catch (error) {
      logger.error({ door: this.#options.config.door, reason: errorMessage(error) }, 'a card reader failed');
    }
  }
}
