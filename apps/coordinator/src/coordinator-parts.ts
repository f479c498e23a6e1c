import { SealOpener } from '@portero/protocol';
import type { Clock, Logger, Registry } from '@portero/runtime';
import { Admission } from './admission.ts';
import { AnsweredRequests } from './answered-requests.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { BootClocks } from './boot-clocks.ts';
import { CommandPublisher } from './command-publisher.ts';
import type { CoordinatorDeps, CoordinatorOptions } from './coordinator-types.ts';
import type { StageTimings } from './decision-event.ts';
import { DecisionListeners, decisionEventOf } from './decision-listeners.ts';
import { DecisionMaker } from './decision-maker.ts';
import { DecisionRecorder, isUnavailable, type Recording } from './decision-recorder.ts';
import { DeferredWrites } from './deferred-writes.ts';
import { DoorReports } from './door-reports.ts';
import { DoorSubscriptions } from './door-subscriptions.ts';
import { EdgeConfigPublisher } from './edge-config-publisher.ts';
import { EdgeDirectory } from './edge-directory.ts';
import { frameDemands } from './frame-demand.ts';
import { GalleryDirectory } from './gallery-directory.ts';
import { LoopTurns } from './loop-turns.ts';
import { type CoordinatorMetrics, createCoordinatorMetrics } from './metrics.ts';
import { ObservationHandler } from './observation-handler.ts';
import { Recogniser } from './recogniser.ts';
import { ShedNotice } from './shed-notice.ts';
import type { Verdict } from './verdict.ts';

export type PartsDeps = CoordinatorDeps & { clock: Clock; registry: Registry };

export type CoordinatorParts = ReturnType<typeof createCoordinatorParts>;

/** Of one edge. With 64 doors it sends that many only if somebody knocks at each of them more than once a second. */
const OBSERVATION_RATE = Object.freeze({ max: 100, windowMs: 1000 });

/**
 * Edges whose keys and clocks are remembered. Beyond that each message of edges that take turns is of one just forgotten, so
 * that a key is agreed on for each, and nothing is known to be old.
 */
const MOST_EDGES = 8_192;
/** Whoever is told that there is too much to do; the others hear nothing, as their answer would be load itself. */
const REGRETS = Object.freeze({ max: 20, windowMs: 1000 });
/** Of an observation's life, what it may wait for its turn: the rest is for the ways and the decision itself. */
const WAIT_SHARE = 0.5;
/** Enough to share a round trip to the database, and few enough that messages are read every few milliseconds. */
const DECISIONS_BEGUN_PER_TURN = 16;

/** Makes the parts of a coordinator and joins them; starts nothing. */
export function createCoordinatorParts(options: CoordinatorOptions, deps: PartsDeps) {
  const { roster, bus, signer, sealingKeys, policy, logger, clock, registry } = deps;
  const { databaseTimeoutMs, observationTtlMs, maxConcurrent, maxQueued } = options;
  const common = { logger, clock };

  const edges = new EdgeDirectory({ databaseTimeoutMs }, { places: roster.places, ...common });
  const opener = new SealOpener(
    { keys: sealingKeys.opening, acceptUnsealed: options.acceptUnsealed, maxEdges: MOST_EDGES },
    { clock },
  );
  const configs = new EdgeConfigPublisher(
    { databaseTimeoutMs, pool: options.pool },
    {
      ...{ bus, places: roster.places, signer, versions: deps.configVersions, ...common },
      coordinatorKey: deps.publicJwk,
      sealingKey: () => sealingKeys.current.publicJwk,
    },
  );
  const { pool, snapshotDir, galleryGraphFrom: graphFrom } = options;
  const galleries = new GalleryDirectory(
    { policy, pool, snapshotDir, ...(graphFrom !== undefined && { graphFrom }) },
    { roster, logger, serve: (buildings) => doors.serve(buildings) },
  );
  const deferred = new DeferredWrites({ isRetryable: isUnavailable }, { logger });
  const maxWaitMs = observationTtlMs * WAIT_SHARE;
  const admission = new Admission({ maxConcurrent, maxQueued, maxWaitMs }, { clock });
  const listeners = new DecisionListeners({ logger });
  const metrics = createCoordinatorMetrics(registry, {
    queued: () => admission.queued,
    running: () => admission.running,
    deferred: () => deferred.size,
    deferredDropped: () => deferred.dropped,
    galleries: () => galleries.summaries(),
  });
  const handler = new ObservationHandler(
    { observationTtlMs },
    {
      edges,
      opener,
      bootClocks: new BootClocks({ maxBoots: MOST_EDGES }),
      answered: new AnsweredRequests<Recording>({}, { clock }),
      rates: new AttemptLimit(OBSERVATION_RATE, { clock }),
      admission,
      turns: new LoopTurns({ perTurn: DECISIONS_BEGUN_PER_TURN }),
      regrets: new AttemptLimit(REGRETS, { clock }),
      shedNotice: new ShedNotice({ metrics, ...common }),
      maker: new DecisionMaker(
        { policy, databaseTimeoutMs, frameDemandOf: frameDemands(options.photographDoors) },
        {
          recogniser: new Recogniser({ policy, databaseTimeoutMs }, { roster, galleries, clock }),
          ...{ roster, galleries, ...common },
        },
      ),
      recorder: new DecisionRecorder(
        { databaseTimeoutMs, replayableMs: observationTtlMs },
        { decisions: roster.decisions, passages: roster.passages, metrics, deferred, ...common },
      ),
      publisher: new CommandPublisher({ bus, signer, metrics, ...common }),
      onVerdict(verdict, replayed, timings) {
        report(verdict, replayed, timings, { logger, metrics });
        listeners.tell(decisionEventOf(verdict, replayed, timings));
      },
      metrics,
      ...common,
    },
  );
  const reports = new DoorReports(
    { databaseTimeoutMs },
    {
      edges,
      opener,
      decisions: roster.decisions,
      deferred,
      metrics,
      logger,
      ...(deps.events === undefined ? {} : { events: deps.events }),
    },
  );
  const doors: DoorSubscriptions = new DoorSubscriptions(options, { bus, handler, reports });
  return { doors, edges, opener, configs, galleries, deferred, listeners, handler, reports };
}

function report(
  { question: { door, requestId }, outcome: { action, reason }, decisionId, recorded }: Verdict,
  replayed: boolean,
  timings: StageTimings,
  { logger, metrics }: { logger: Logger; metrics: CoordinatorMetrics },
): void {
  if (replayed) metrics.replays.inc({ door });
  else {
    metrics.decisions.inc({ action, reason, door });
    metrics.observeStages(timings);
  }
  logger.info({ requestId, decisionId, door, action, reason, replayed, recorded, timings }, 'decided');
}
