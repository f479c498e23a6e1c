import type { Bus, BusOptions } from '@portero/bus';
import {
  type EdgeAddress,
  type EdgeStateInput,
  encodeEdgeState,
  PROTOCOL_VERSION,
  topics,
} from '@portero/protocol';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';

export type EdgeFacts = Pick<EdgeStateInput, 'bootId' | 'modelId' | 'engine' | 'version'>;

/** What the edge says of itself, retained on one topic: birth, clean stop and, written in advance, the last will. */
export class EdgePresence {
  readonly #edge: EdgeAddress;
  readonly #facts: EdgeFacts;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(options: { edge: EdgeAddress; facts: EdgeFacts }, deps: { clock: Clock; logger: Logger }) {
    this.#edge = options.edge;
    this.#facts = options.facts;
    this.#clock = deps.clock;
    this.#logger = deps.logger;
  }

  will(): NonNullable<BusOptions['will']> {
    return { topic: topics.edgeState(this.#edge), payload: this.#encode('offline'), retain: true, qos: 1 };
  }

  /** Never throws: a reconnection says it again. */
  async announce(bus: Bus, status: 'online' | 'stopped'): Promise<void> {
    try {
      await bus.publish(topics.edgeState(this.#edge), this.#encode(status), {
        qos: 1,
        retain: true,
        timeoutMs: 2000,
      });
    } catch (error) {
      this.#logger.warn(
        { status, reason: errorMessage(error) },
        'the state of the edge could not be published',
      );
    }
  }

  #encode(status: EdgeStateInput['status']): string {
    return encodeEdgeState({ v: PROTOCOL_VERSION, status, at: this.#clock.now(), ...this.#facts });
  }
}
