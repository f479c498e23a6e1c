import { join } from 'node:path';
import { type Bus, type BusOptions, connectBus } from '@portero/bus';
import { openRoster, processActor, type Roster } from '@portero/roster';
import { type Clock, type Logger, newId, type Registry, type Service, StopStack } from '@portero/runtime';
import { Checkpointer } from './checkpointer.ts';
import type { CoordinatorConfig } from './config.ts';
import { createCoordinator } from './coordinator.ts';
import type { Coordinator } from './coordinator-types.ts';
import type { DecisionListener } from './decision-listeners.ts';
import { DecisionListeners } from './decision-listeners.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';
import { loadCoordinatorKey } from './keys.ts';
import { loadModelPolicies, type ModelPolicy, modelPolicyFor } from './model-policies.ts';

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
      });
      const policy = modelPolicyFor(policies, config.modelId);
      const { signer } = await loadCoordinatorKey(config, { logger });
      const audit = { actor: processActor('coordinator'), signer: async () => signer };
      const roster = deps.roster ?? (await openRoster(config, { logger, audit }));
      if (!deps.roster) stops.add('roster', () => roster.stop());
      const { bus, brokerUrl } = await openBus(config, logger, stops);
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
      const coordinator = createCoordinator(config, { ...deps, roster, bus, signer, policy });
      stops.add('coordinator', () => coordinator.stop());
      coordinator.onDecision((event) => listeners.tell(event));
      listeners.add(() => checkpointer.decided());
      logger.info(
        {
          database: config.databaseUrl === undefined ? `embedded in ${config.dataDir}` : 'DATABASE_URL',
          broker: config.mqttUrl === undefined ? `embedded at ${brokerUrl}` : brokerUrl,
          model: policy.modelId,
          signingKey: signer.kid,
        },
        'coordinator starting',
      );
      await coordinator.start();
      await roster.audit.append('coordinator.started', startedDetails(policy, signer.kid));
      await checkpointer.start();
      running = { roster, coordinator, brokerUrl };
    },

    stop: () => stops.stop(),
  };
}

async function openBus(
  config: Readonly<CoordinatorConfig>,
  logger: Logger,
  stops: StopStack,
): Promise<{ bus: Bus; brokerUrl: string }> {
  const options = await brokerOptions(config, logger, stops);
  const bus = await connectBus({ clientId: `coordinator-${newId()}`, ...options }, { logger });
  stops.add('bus', () => bus.stop());
  return { bus, brokerUrl: options.url };
}

async function brokerOptions(
  { mqttUrl, dataDir, brokerHost: host, brokerPort: port }: Readonly<CoordinatorConfig>,
  logger: Logger,
  stops: StopStack,
): Promise<Pick<BusOptions, 'url' | 'username' | 'password'>> {
  if (mqttUrl !== undefined) return splitCredentials(mqttUrl);
  const { broker, credentials } = await startEmbeddedBroker({ dataDir, host, port }, { logger });
  stops.add('broker', () => broker.stop());
  return { url: broker.url, ...credentials };
}

/** So that the password reaches no log with the URL. */
function splitCredentials(mqttUrl: string): Pick<BusOptions, 'url' | 'username' | 'password'> {
  const url = new URL(mqttUrl);
  const username = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  return {
    url: url.href,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
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
