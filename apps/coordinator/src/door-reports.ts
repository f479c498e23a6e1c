import type { BusMessage } from '@portero/bus';
import {
  type Acknowledgement,
  type DoorEvent,
  type EdgeMessageOpener,
  type EdgeState,
  formatDoor,
  formatEdge,
  openAck,
  parseDoorEvent,
  parseEdgeState,
  parseTopic,
} from '@portero/protocol';
import type { Roster } from '@portero/roster';
import type { Logger } from '@portero/runtime';
import { withDeadline } from './deadline.ts';
import type { DeferredWrites } from './deferred-writes.ts';
import type { EdgeDirectory } from './edge-directory.ts';
import type { CoordinatorMetrics } from './metrics.ts';

/** Where alarms go beyond log and metrics; a later store or notifier takes this place. */
export interface DoorEventSink {
  record(door: string, event: DoorEvent): void;
}

export interface DoorReportsOptions {
  databaseTimeoutMs: number;
}

export interface DoorReportsDeps {
  edges: Pick<EdgeDirectory, 'keysOf'>;
  opener: EdgeMessageOpener;
  decisions: Pick<Roster['decisions'], 'acknowledge'>;
  deferred: DeferredWrites;
  metrics: Pick<CoordinatorMetrics, 'acks' | 'doorEvents' | 'edgeOnline' | 'refused'>;
  /** @defaultValue none */
  events?: DoorEventSink;
  logger: Logger;
}

/** What edges report without being asked: what they did with a command, alarms, and whether they are there. */
export class DoorReports {
  readonly #options: DoorReportsOptions;
  readonly #deps: DoorReportsDeps;

  constructor(options: DoorReportsOptions, deps: DoorReportsDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** Kept by the decision it belongs to, in its turn: a decision that waits for the database goes first. */
  async acknowledged({ topic, payload }: BusMessage): Promise<void> {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== 'ack') return this.#refuse('ack', 'bad_topic', topic);
    const { edges, opener } = this.#deps;
    const keys = await edges.keysOf(parsed.door);
    if (!keys) return this.#refuse('ack', 'unknown_edge', topic);
    const opened = openAck(payload, keys, { topicEdge: parsed.door, opener });
    if (!opened.ok) return this.#refuse('ack', opened.reason, topic);
    const door = formatDoor(parsed.door);
    const { outcome, requestId, reason } = opened.value;
    this.#deps.metrics.acks.inc({ door, outcome });
    this.#deps.logger.debug({ requestId, door, outcome, reason }, 'command acknowledged');
    this.#deps.deferred.add(requestId, () => this.#record(door, opened.value));
  }

  alarmed({ topic, payload, retain }: BusMessage): void {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== 'event' || retain) {
      this.#refuse('event', 'bad_topic', topic);
      return;
    }
    const event = parseDoorEvent(payload);
    if (!event.ok) {
      this.#refuse('event', event.reason, topic);
      return;
    }
    const door = formatDoor(parsed.door);
    const { kind, at, bootId } = event.value;
    this.#deps.metrics.doorEvents.inc({ door, kind });
    this.#deps.logger.warn({ door, kind, at, bootId }, 'door event');
    this.#deps.events?.record(door, event.value);
  }

  stateChanged({ topic, payload }: BusMessage): void {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== 'state') {
      this.#refuse('state', 'bad_topic', topic);
      return;
    }
    // An empty retained message is how a state is taken off the broker.
    if (payload.length === 0) return;
    const state = parseEdgeState(payload);
    if (!state.ok) {
      this.#refuse('state', state.reason, topic);
      return;
    }
    const edge = formatEdge(parsed.edge);
    this.#deps.metrics.edgeOnline.set({ edge }, state.value.status === 'online' ? 1 : 0);
    this.#logState(edge, state.value);
  }

  #logState(edge: string, { status, bootId, modelId, engine, version, reason }: EdgeState): void {
    this.#deps.logger.info({ edge, status, bootId, modelId, engine, version, reason }, 'edge state');
  }

  /** An edge may speak of its own doors only, whatever request id it names. */
  async #record(door: string, { requestId, outcome, reason, at }: Acknowledgement): Promise<void> {
    const result = await withDeadline(
      'recording an acknowledgement',
      this.#options.databaseTimeoutMs,
      this.#deps.decisions.acknowledge(requestId, outcome, reason, new Date(at), door),
    );
    if (result === 'wrong_door' || result === 'unknown_request') this.#refuse('ack', result, door);
  }

  #refuse(kind: 'ack' | 'event' | 'state', reason: string, topic: string): void {
    this.#deps.metrics.refused.inc({ kind, reason });
    this.#deps.logger.warn({ kind, reason, topic: topic.slice(0, 200) }, 'message refused');
  }
}
