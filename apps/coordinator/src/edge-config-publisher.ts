import type { Bus } from '@portero/bus';
import {
  type DoorConfig,
  type EdgeConfigInput,
  PROTOCOL_VERSION,
  type PublicSealingJwk,
  type PublicSigningJwk,
  parseEdgeAddress,
  type Signer,
  signEdgeConfig,
  topics,
} from '@portero/protocol';
import type { Door, Roster } from '@portero/roster';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import type { ConfigVersions } from './config-versions.ts';
import { withDeadline } from './deadline.ts';

/** Long enough for an edge that was in a cupboard, and for one whose clock is wrong by days. */
const CONFIG_LIFE_MS = 30 * 86_400_000;
const RENEW_AFTER_MS = 86_400_000;
const PUBLISH_TIMEOUT_MS = 5_000;

export interface EdgeConfigPublisherOptions {
  readonly databaseTimeoutMs: number;
  /** Whose edges these are. */
  readonly pool: string;
}

export interface EdgeConfigPublisherDeps {
  readonly bus: Pick<Bus, 'connected' | 'publish'>;
  readonly places: Pick<Roster['places'], 'listBuildings' | 'listEdges' | 'listDoors'>;
  readonly signer: Signer;
  readonly coordinatorKey: PublicSigningJwk;
  readonly sealingKey: () => PublicSealingJwk;
  readonly versions: Pick<ConfigVersions, 'next'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Published {
  readonly content: string;
  readonly atMs: number;
}

/**
 * Tells every edge of the pool what it has to know, signed and retained: the coordinators' key, the sealing key, its doors.
 *
 * Invariants: what an edge was told is told again only when it changed, when it is a day old, or when the broker may
 * have lost it; publications follow one another, so versions reach the broker in order; nothing is thrown.
 */
export class EdgeConfigPublisher {
  readonly #options: EdgeConfigPublisherOptions;
  readonly #deps: EdgeConfigPublisherDeps;
  readonly #published = new Map<string, Published>();
  #last: Promise<void> = Promise.resolve();

  constructor(options: EdgeConfigPublisherOptions, deps: EdgeConfigPublisherDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** After a change of places or keys, and now and then. */
  publish(): Promise<void> {
    this.#last = this.#last.then(() => this.#publishAll());
    return this.#last;
  }

  /** After a connection that was lost: a broker that restarted has forgotten what it retained. */
  publishAgain(): Promise<void> {
    this.#last = this.#last.then(() => this.#published.clear());
    return this.publish();
  }

  /** Resolves when nothing is being published any more. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #publishAll(): Promise<void> {
    const { bus, places, versions, logger } = this.#deps;
    if (!bus.connected) return;
    try {
      const [buildings, edges, allDoors] = await withDeadline(
        'reading edges and doors',
        this.#options.databaseTimeoutMs,
        Promise.all([places.listBuildings(), places.listEdges(), places.listDoors()]),
      );
      const served = new Set(buildings.filter(({ pool }) => pool === this.#options.pool).map(({ id }) => id));
      const doors = byEdge(allDoors);
      let version: number | undefined;
      for (const { address, buildingId } of edges) {
        if (!served.has(buildingId)) continue;
        const body = this.#bodyOf(doors.get(address) ?? []);
        if (this.#isCurrent(address, body)) continue;
        version ??= await versions.next();
        await this.#send(address, body, version);
      }
    } catch (error) {
      logger.warn({ reason: errorMessage(error) }, 'the edges could not be configured');
    }
  }

  /** One edge that cannot be told keeps none of the others waiting. */
  async #send(edge: string, body: ConfigBody, version: number): Promise<void> {
    const { bus, signer, clock, logger } = this.#deps;
    const issuedAt = clock.now();
    const times = { issuedAt, expiresAt: issuedAt + CONFIG_LIFE_MS };
    try {
      const payload = signEdgeConfig({ v: PROTOCOL_VERSION, edge, version, ...times, ...body }, signer);
      await bus.publish(topics.config(parseEdgeAddress(edge)), payload, {
        qos: 1,
        retain: true,
        timeoutMs: PUBLISH_TIMEOUT_MS,
      });
    } catch (error) {
      logger.warn({ edge, reason: errorMessage(error) }, 'an edge could not be configured');
      return;
    }
    this.#published.set(edge, { content: JSON.stringify(body), atMs: clock.monotonicMs() });
    logger.info({ edge, version, sealingKey: body.sealingKey?.kid }, 'edge configured');
  }

  #isCurrent(address: string, body: ConfigBody): boolean {
    const known = this.#published.get(address);
    const { clock } = this.#deps;
    return known?.content === JSON.stringify(body) && clock.monotonicMs() - known.atMs < RENEW_AFTER_MS;
  }

  #bodyOf(doors: readonly Door[]): ConfigBody {
    return {
      coordinatorKeys: [this.#deps.coordinatorKey],
      sealingKey: this.#deps.sealingKey(),
      doors: doors.map(doorConfigOf),
    };
  }
}

type ConfigBody = Pick<EdgeConfigInput, 'coordinatorKeys' | 'doors' | 'sealingKey'>;

function byEdge(doors: readonly Door[]): Map<string, Door[]> {
  const edges = new Map<string, Door[]>();
  for (const door of doors) {
    const edge = `${door.site}/${door.building}/${door.edge}`;
    edges.set(edge, [...(edges.get(edge) ?? []), door]);
  }
  return edges;
}

function doorConfigOf({ door, active, mode, failMode, pulseMs }: Door): DoorConfig {
  return { door, active, mode, failMode, pulseMs };
}
