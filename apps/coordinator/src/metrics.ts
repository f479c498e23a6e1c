import { Counter, Gauge, Histogram, type Registry } from '@portero/runtime';
import { type StageTimings, stagesOf } from './decision-event.ts';

/** From a tenth of a millisecond to five seconds. */
const STAGE_BUCKETS_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5,
];

/** What is read at the moment of a scrape. */
export interface Levels {
  queued(): number;
  running(): number;
  deferred(): number;
  deferredDropped(): number;
  galleries(): readonly { building: string; persons: number; leftOut: number }[];
}

export type CoordinatorMetrics = ReturnType<typeof createCoordinatorMetrics>;

/** Labels stay of low cardinality: doors and reasons, never people. */
export function createCoordinatorMetrics(registry: Registry, levels: Levels) {
  const registers = [registry];
  level(registry, 'portero_observations_queued', 'Observations waiting for a place', levels.queued);
  level(registry, 'portero_observations_running', 'Observations being decided', levels.running);
  level(registry, 'portero_deferred_records', 'Records waiting for the database', levels.deferred);
  level(registry, 'portero_deferred_records_dropped', 'Records given up since start', levels.deferredDropped);
  new Gauge({
    name: 'portero_gallery_persons',
    help: 'People who can be found, in memory',
    labelNames: ['building'],
    registers,
    collect() {
      this.reset();
      for (const { building, persons } of levels.galleries()) this.set({ building }, persons);
    },
  });
  new Gauge({
    name: 'portero_templates_left_out',
    help: 'Templates that the database has and that cannot be used',
    labelNames: ['building'],
    registers,
    collect() {
      this.reset();
      for (const { building, leftOut } of levels.galleries()) this.set({ building }, leftOut);
    },
  });
  const stages = new Histogram({
    name: 'portero_decision_stage_seconds',
    help: 'Time taken by each step of a decision',
    labelNames: ['stage'],
    buckets: STAGE_BUCKETS_SECONDS,
    registers,
  });
  return {
    decisions: new Counter({
      name: 'portero_decisions_total',
      help: 'Decisions sent',
      labelNames: ['action', 'reason', 'door'],
      registers,
    }),
    replays: new Counter({
      name: 'portero_decisions_replayed_total',
      help: 'Earlier decisions sent again',
      labelNames: ['door'],
      registers,
    }),
    refused: new Counter({
      name: 'portero_messages_refused_total',
      help: 'Messages that got no answer',
      labelNames: ['kind', 'reason'],
      registers,
    }),
    databaseErrors: new Counter({
      name: 'portero_database_errors_total',
      help: 'Failed or late questions to the database',
      labelNames: ['step'],
      registers,
    }),
    shed: new Counter({
      name: 'portero_observations_shed_total',
      help: 'Observations dropped because more came than could be decided: the queue was full, or they had waited too long',
      labelNames: ['cause'],
      registers,
    }),
    publishErrors: new Counter({
      name: 'portero_publish_errors_total',
      help: 'Commands that the broker did not acknowledge',
      labelNames: ['code'],
      registers,
    }),
    acks: new Counter({
      name: 'portero_acks_total',
      help: 'Acknowledgements by doors',
      labelNames: ['door', 'outcome'],
      registers,
    }),
    doorEvents: new Counter({
      name: 'portero_door_events_total',
      help: 'Forced, held open, tamper and the like',
      labelNames: ['door', 'kind'],
      registers,
    }),
    edgeOnline: new Gauge({
      name: 'portero_edge_online',
      help: '1 while the edge says it is online',
      labelNames: ['edge'],
      registers,
    }),
    observeStages(timings: StageTimings): void {
      for (const [stage, ms] of stagesOf(timings)) stages.observe({ stage }, ms / 1000);
    },
  };
}

function level(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
