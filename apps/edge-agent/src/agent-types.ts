import type { BusTls } from '@portero/bus';
import type { EncoderPool } from '@portero/encoder';
import type { Proof } from '@portero/protocol';
import type { Clock, Logger, Registry, Service } from '@portero/runtime';
import type { DoorActuator } from './actuators/door-actuator.ts';
import type { CardReader } from './cards/card-reader.ts';
import type { EdgeBundle } from './edge-bundle.ts';
import type { EventSource } from './event-hub.ts';
import type { EdgeEvents } from './events.ts';
import type { FrameSource } from './sources/frame.ts';

/** What the agent needs of an encoder. A pool of `@portero/encoder` fits; several agents may share one. */
export type FaceEncoder = Pick<EncoderPool, 'analyse' | 'engine' | 'model'>;

export interface EdgeAgentOptions {
  readonly bundle: EdgeBundle;
  /**
   * Folder in which the edge remembers what it was told by signed messages: keys, revocations, versions.
   * @defaultValue nothing is remembered beyond this boot
   */
  readonly stateDir?: string;
  /** How the edge proves what it says. @defaultValue 'session' */
  readonly proof?: Proof | undefined;
  /** Of the messages shown at the door. @defaultValue 'en' */
  readonly language?: 'en' | 'es';
  /** How long an observation waits for its command, ms. @defaultValue 3000 */
  readonly answerTimeoutMs?: number;
  /** Asked before each connection to the broker. @defaultValue what the bundle holds */
  readonly tls?: (() => BusTls) | undefined;
}

/** Parts that a program supplies instead of the ones that a door's configuration names. */
export interface DoorParts {
  readonly source?: FrameSource;
  readonly actuator?: DoorActuator;
  readonly cardReader?: CardReader;
}

export interface EdgeAgentDeps {
  /** Stays the caller's: the agent does not stop it. */
  readonly encoder: FaceEncoder;
  readonly logger: Logger;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
  /** Where the agent's metrics are registered. @defaultValue nowhere */
  readonly registry?: Registry;
  /** By the door's slug. The agent stops what it is given. */
  readonly parts?: Readonly<Record<string, DoorParts>>;
}

export interface EdgeAgent extends Service {
  readonly events: EventSource<EdgeEvents>;
  /** Whether the broker is reached at this moment. */
  readonly connected: boolean;
  /** Resolves when every source has ended and every attempt is settled. Live sources end with `stop`. */
  finished(): Promise<void>;
}
