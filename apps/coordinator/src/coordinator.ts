import { createMetricsRegistry, errorMessage, StopStack, systemClock } from '@portero/runtime';
import { type CoordinatorParts, createCoordinatorParts, type PartsDeps } from './coordinator-parts.ts';
import type { Coordinator, CoordinatorDeps, CoordinatorOptions } from './coordinator-types.ts';
import { withDeadline } from './deadline.ts';
import type { DecisionListener } from './decision-listeners.ts';
import type { GallerySummary } from './gallery-summary.ts';
import { type Health, startHttpServer } from './http-server.ts';

/** How often it is looked whether an edge could not be told something, or was told it too long ago. */
const CONFIG_RENEWAL_MS = 60_000;
/** How often what has changed in large galleries is written to their snapshots. */
const SNAPSHOT_MS = 60_000;

/**
 * Identifies, decides, records and answers, over a roster and a bus that are already open.
 *
 * It answers as soon as it is subscribed: `gallery_not_ready` until the galleries are loaded. `start` resolves when
 * they are.
 */
export function createCoordinator(options: CoordinatorOptions, deps: CoordinatorDeps): Coordinator {
  const clock = deps.clock ?? systemClock;
  const registry = deps.registry ?? createMetricsRegistry('coordinator');
  return new RunningCoordinator(options, { ...deps, clock, registry });
}

class RunningCoordinator implements Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #deps: PartsDeps;
  readonly #parts: CoordinatorParts;
  readonly #stops: StopStack;
  #httpUrl: string | undefined;

  constructor(options: CoordinatorOptions, deps: PartsDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#parts = createCoordinatorParts(options, deps);
    this.#stops = new StopStack(deps.logger);
  }

  get httpUrl(): string | undefined {
    return this.#httpUrl;
  }

  onDecision(listener: DecisionListener): () => void {
    return this.#parts.listeners.add(listener);
  }

  galleries(): GallerySummary[] {
    return this.#parts.galleries.summaries();
  }

  async start(): Promise<void> {
    const { roster, logger } = this.#deps;
    const { configs, doors, edges, galleries, deferred } = this.#parts;
    this.#stops.add('deferred records', () => deferred.stop());
    this.#stops.add('galleries', () => galleries.stop());
    await this.#serveHttp();
    const knownEdges = await edges.load();
    // Taken before the galleries are read: whatever changes meanwhile is applied afterwards.
    const afterSeq = await roster.changes.latestSeq();
    this.#stops.add('subscriptions', () => doors.stop());
    await galleries.load(afterSeq);
    await this.#configureEdges();
    const unfollow = await roster.changes.follow({ afterSeq }, async (changes) => {
      if (changes.some(({ kind }) => kind === 'place')) {
        edges.invalidate();
        void configs.publish();
      }
      await galleries.apply(changes);
    });
    this.#stops.add('roster changes', unfollow);
    this.#keepSnapshots();
    logger.info({ edges: knownEdges, galleries: galleries.summaries() }, 'coordinator ready');
  }

  stop(): Promise<void> {
    return this.#stops.stop();
  }

  async health(): Promise<Health> {
    const database = await this.#databaseState();
    const broker = this.#deps.bus.connected;
    const galleries = this.galleries();
    const healthy = database === 'ok' && broker && galleries.every(({ ready }) => ready);
    // Not a reason to be unhealthy: everybody else passes, and a restart would not mend a row.
    const leftOutTemplates = galleries.reduce((sum, { leftOut }) => sum + leftOut, 0);
    const deferredRecords = this.#parts.deferred.size;
    return { healthy, database, broker, galleries, leftOutTemplates, deferredRecords };
  }

  #keepSnapshots(): void {
    const { galleries } = this.#parts;
    const turns = setInterval(() => void galleries.keepSnapshots(), SNAPSHOT_MS).unref();
    this.#stops.add('snapshots', async () => clearInterval(turns));
    void galleries.keepSnapshots();
  }

  /** Now and whenever something of it changes. A new sealing key opens before the first edge hears of it. */
  async #configureEdges(): Promise<void> {
    const { bus, sealingKeys } = this.#deps;
    const { configs, opener } = this.#parts;
    const forgetKeys = sealingKeys.onChange(() => {
      opener.useKeys(sealingKeys.opening);
      void configs.publish();
    });
    const forgetConnection = bus.onConnectionChange((connected) => {
      if (connected) void configs.publishAgain();
    });
    const renewal = setInterval(() => void configs.publish(), CONFIG_RENEWAL_MS).unref();
    this.#stops.add('edge configurations', async () => {
      forgetKeys();
      forgetConnection();
      clearInterval(renewal);
      await configs.settled();
    });
    opener.useKeys(sealingKeys.opening);
    await configs.publish();
  }

  async #databaseState(): Promise<string> {
    try {
      await withDeadline('the database', this.#options.databaseTimeoutMs, this.#deps.roster.ping());
      return 'ok';
    } catch (error) {
      this.#deps.logger.warn({ reason: errorMessage(error) }, 'the database does not answer');
      return 'unreachable';
    }
  }

  async #serveHttp(): Promise<void> {
    const { httpHost: host, httpPort: port } = this.#options;
    if (port === undefined) return;
    const { logger, registry } = this.#deps;
    const server = await startHttpServer({ host, port }, { logger, registry, health: () => this.health() });
    this.#stops.add('http server', () => server.stop());
    this.#httpUrl = server.url;
    logger.info({ url: server.url }, 'health and metrics served');
  }
}
