import { join } from 'node:path';
import { connectBus } from '@portero/bus';
import { openRoster, processActor, type Roster } from '@portero/roster';
import {
  type Clock,
  createMetricsRegistry,
  type Logger,
  newId,
  type Registry,
  type Service,
  StopStack,
  systemClock,
} from '@portero/runtime';
import { apiNeedsTls, startApi } from './api/start-api.ts';
import { openBroker } from './broker-access.ts';
import { Checkpointer } from './checkpointer.ts';
import { acceptsUnsealed, type CoordinatorConfig } from './config.ts';
import { ConfigVersions } from './config-versions.ts';
import { createCoordinator } from './coordinator.ts';
import type { Coordinator } from './coordinator-types.ts';
import type { DecisionListener } from './decision-listeners.ts';
import { DecisionListeners } from './decision-listeners.ts';
import { InstallationAuthority } from './identities/installation-authority.ts';
import { keepIdentities } from './identities/keep-identities.ts';
import { loadCoordinatorKey } from './keys.ts';
import { loadModelPolicies, type ModelPolicy, modelPolicyFor } from './model-policies.ts';
import { SealingKeys } from './sealing-keys.ts';

/** The broker gives the observations of one that has gone without a word to the others after one and a half times this. */
const KEEPALIVE_SECONDS = 3;

export interface CoordinatorHostDeps {
  logger: Logger;
  /** One that is open already, and stays the caller's to stop. @defaultValue opened, and stopped, by the host */
  roster?: Roster;
  clock?: Clock;
  registry?: Registry;
}

export interface CoordinatorHost extends Service {
  /** Calls for each decision; may be asked for before `start`. @returns ends the calls */
  onDecision(listener: DecisionListener): () => void;
  /** Once started. @throws {Error} before */
  readonly running: RunningHost;
}

export interface RunningHost {
  roster: Roster;
  coordinator: Coordinator;
  /** Where edges connect, without credentials. */
  brokerUrl: string;
  /** Where the REST API is, if it is served. */
  apiUrl?: string;
  /** Where devices enrol and renew their certificates, if that is served. */
  enrolUrl?: string;
}

/**
 * A whole coordinator from its configuration: database, keys, broker, bus and the coordinator on top. What `main`
 * and the command line start.
 */
export function createCoordinatorHost(
  config: Readonly<CoordinatorConfig>,
  deps: CoordinatorHostDeps,
): CoordinatorHost {
  const { logger } = deps;
  const clock = deps.clock ?? systemClock;
  const registry = deps.registry ?? createMetricsRegistry('coordinator');
  const stops = new StopStack(logger);
  const listeners = new DecisionListeners({ logger });
  let running: RunningHost | undefined;

  return {
    onDecision: (listener) => listeners.add(listener),

    get running() {
      if (!running) throw new Error('The coordinator has not started yet: await start() first.');
      return running;
    },

    async start() {
      // Before anything is opened: a configuration that cannot work should not start a database first.
      const policies = await loadModelPolicies({
        policiesFile: config.modelPoliciesFile,
        calibrationsDir: join(config.dataDir, 'calibrations'),
        modelsDir: join(config.dataDir, 'models'),
      });
      const policy = modelPolicyFor(policies, config.modelId);
      const { signer, publicJwk } = await loadCoordinatorKey(config, { logger });
      const sealingKeys = await SealingKeys.open(config, { clock, logger });
      stops.add('sealing keys', async () => sealingKeys.stop());
      const audit = { actor: processActor('coordinator'), signer: async () => signer };
      const roster = deps.roster ?? (await openRoster(config, { logger, audit }));
      if (!deps.roster) stops.add('roster', () => roster.stop());
      let authority: InstallationAuthority | undefined;
      const openAuthority = async () => {
        authority ??= await InstallationAuthority.open(config, { logger, clock });
        return authority;
      };
      const isApiOverTls = config.apiPort !== undefined && apiNeedsTls(config);
      if (config.enrolPort !== undefined || isApiOverTls) await openAuthority();
      const broker = await openBroker(config, { logger, authority: openAuthority });
      stops.add('broker', () => broker.stop());
      const { url: brokerUrl } = broker.connection;
      const bus = await connectBus(
        {
          clientId: `coordinator-${newId()}`,
          keepaliveSeconds: KEEPALIVE_SECONDS,
          ...broker.connection,
        },
        { logger },
      );
      stops.add('bus', () => bus.stop());
      const checkpointer = new Checkpointer(
        {
          dataDir: config.dataDir,
          everyMs: config.auditCheckpointMs,
          everyDecisions: config.auditCheckpointDecisions,
        },
        { audit: roster.audit, logger },
      );
      // Stopped after the coordinator, so that the last one covers what was written at the very end.
      stops.add('audit checkpoints', () => checkpointer.stop());
      const acceptUnsealed = acceptsUnsealed(config);
      const coordinator = createCoordinator(
        { ...config, acceptUnsealed, snapshotDir: join(config.dataDir, 'galleries', config.coordinatorName) },
        {
          ...{ ...deps, clock, registry, roster, bus, signer, publicJwk, policy, sealingKeys },
          configVersions: new ConfigVersions(config, { clock }),
        },
      );
      stops.add('coordinator', () => coordinator.stop());
      coordinator.onDecision((event) => listeners.tell(event));
      listeners.add(() => checkpointer.decided());
      logger.info(
        {
          database: config.databaseUrl === undefined ? `embedded in ${config.dataDir}` : 'DATABASE_URL',
          broker: config.mqttUrl === undefined ? `embedded at ${brokerUrl}` : brokerUrl,
          model: policy.modelId,
          ...policy.provenance,
          signingKey: signer.kid,
          sealingKey: sealingKeys.current.kid,
          unsealedObservations: acceptUnsealed ? 'taken' : 'refused',
        },
        'coordinator starting',
      );
      await coordinator.start();
      await roster.audit.append('coordinator.started', startedDetails(policy, signer.kid));
      await checkpointer.start();
      const identities = await keepIdentities(config, { broker, roster, authority, clock, logger, registry });
      stops.add('identities', () => identities.stop());
      const isHealthy = async () => (await coordinator.health()).healthy;
      const api = await startApi(config, {
        ...{ roster, publicJwk, isHealthy, clock, logger },
        authority: openAuthority,
      });
      if (api) stops.add('api', api.stop);
      const { enrolUrl } = identities;
      running = {
        ...{ roster, coordinator, brokerUrl },
        ...(enrolUrl !== undefined && { enrolUrl }),
        ...(api && { apiUrl: api.url }),
      };
    },

    stop: () => stops.stop(),
  };
}

/** What its decisions will rest on, until it is started again. */
function startedDetails(policy: ModelPolicy, signingKey: string) {
  const { modelId, identifyThresholdL2, verifyThresholdL2, marginL2, calibration } = policy;
  return {
    signingKey,
    ...{ modelId, modelVersion: calibration?.modelVersion, calibration: calibration?.source },
    ...{ identifyThresholdL2, verifyThresholdL2, marginL2 },
  };
}
