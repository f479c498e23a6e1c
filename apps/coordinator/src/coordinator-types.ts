import type { Bus } from '@portero/bus';
import type { PublicSigningJwk, Signer } from '@portero/protocol';
import type { Roster } from '@portero/roster';
import type { Clock, Logger, Registry, Service } from '@portero/runtime';
import type { CoordinatorConfig } from './config.ts';
import type { ConfigVersions } from './config-versions.ts';
import type { DecisionListener } from './decision-listeners.ts';
import type { DoorEventSink } from './door-reports.ts';
import type { GallerySummary } from './gallery-summary.ts';
import type { Health } from './http-server.ts';
import type { ModelPolicy } from './model-policies.ts';
import type { SealingKeys } from './sealing-keys.ts';

export type CoordinatorOptions = Pick<
  CoordinatorConfig,
  | 'pool'
  | 'sharedSubscription'
  | 'httpHost'
  | 'httpPort'
  | 'observationTtlMs'
  | 'databaseTimeoutMs'
  | 'maxConcurrent'
  | 'maxQueued'
  | 'galleryGraphFrom'
  | 'photographDoors'
> & {
  /** Whether observations without a seal are taken. */
  acceptUnsealed: boolean;
  /** Where large galleries are kept between two starts, sealed. @defaultValue nowhere */
  snapshotDir?: string;
};

/** What is opened by whoever starts the coordinator, and stays theirs to stop. */
export interface CoordinatorDeps {
  roster: Roster;
  bus: Bus;
  signer: Signer;
  /** Of `signer`; edges are told it. */
  publicJwk: PublicSigningJwk;
  sealingKeys: Pick<SealingKeys, 'current' | 'opening' | 'onChange'>;
  configVersions: Pick<ConfigVersions, 'next'>;
  policy: ModelPolicy;
  logger: Logger;
  /** @defaultValue the system's */
  clock?: Clock;
  /** @defaultValue a new one with the metrics of the process */
  registry?: Registry;
  /** Where alarms go beyond log and metrics. @defaultValue nowhere */
  events?: DoorEventSink;
}

export interface Coordinator extends Service {
  /** Calls for each decision after its command went out. @returns ends the calls */
  onDecision(listener: DecisionListener): () => void;
  galleries(): GallerySummary[];
  health(): Promise<Health>;
  /** Where `/health` and `/metrics` are, once started, if they are served. */
  readonly httpUrl: string | undefined;
}
