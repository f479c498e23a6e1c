import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatePassword } from '@portero/bus';
import type { ModelPolicy } from '@portero/coordinator';
import { generateSigningKey, parseEdgeAddress } from '@portero/protocol';
import type { Logger } from '@portero/runtime';
import { CliError } from '../cli-error.ts';
import type { StartProgress } from '../output/progress.ts';
import { enrolSyntheticPeople } from './enrol-synthetic-people.ts';
import { type LoadEdgeIdentity, planDoors } from './load-edge-identity.ts';
import { BENCHMARK_BUILDING, type LoadTarget } from './load-target.ts';
import { type BrokerLogin, startOwnBroker } from './own-broker.ts';
import { startOwnCoordinator } from './own-coordinator.ts';
import type { SyntheticFaces } from './synthetic-faces.ts';

export interface OwnInstallationOptions {
  readonly doors: number;
  readonly people: number;
  readonly policy: Pick<ModelPolicy, 'modelId'>;
  /** That take turns; more than one only with mosquitto. */
  readonly coordinators: number;
  /** Where each coordinator leaves a CPU profile when it ends. @defaultValue nowhere */
  readonly profileDir?: string | undefined;
}

export interface OwnInstallationDeps {
  readonly faces: SyntheticFaces;
  readonly logger: Logger;
  readonly startProgress: StartProgress;
  /** Has something undone when the command ends, last in, first out. */
  defer(name: string, stop: () => Promise<void>): void;
}

/**
 * A database, a broker and coordinators in processes of their own, in a folder that goes when the command ends.
 * @throws {CliError} UNAVAILABLE when a process does not start, or there are several coordinators and no mosquitto
 */
export async function startOwnInstallation(
  { doors, people, policy, coordinators, profileDir }: OwnInstallationOptions,
  { faces, logger, startProgress, defer }: OwnInstallationDeps,
): Promise<LoadTarget> {
  const dataDir = await mkdtemp(join(tmpdir(), 'portero-bench-'));
  defer('benchmark folder', () => rm(dataDir, { recursive: true, force: true }));
  const { loadCoordinatorKey, loadSealingKeySet, currentSealingKey } = await import('@portero/coordinator');
  const { openRoster, processActor } = await import('@portero/roster');
  const { signer, publicJwk } = await loadCoordinatorKey({ dataDir }, { logger });
  const sealingKey = currentSealingKey(
    await loadSealingKeySet({ dataDir }, { logger }),
    Date.now(),
  ).publicJwk;
  const audit = { actor: processActor('cli'), signer: async () => signer };
  const roster = await openRoster({ dataDir }, { logger, audit });
  defer('benchmark database', () => roster.stop());

  await roster.places.ensureBuilding(BENCHMARK_BUILDING);
  const directions = await enrolSyntheticPeople(
    { building: BENCHMARK_BUILDING, people, ...policy },
    { roster, faces, startProgress },
  );
  const logins: (BrokerLogin & Pick<LoadEdgeIdentity, 'address' | 'doors' | 'signingKey'>)[] = [];
  const plan = planDoors(BENCHMARK_BUILDING, doors);
  const progress = startProgress('edges provisioned', plan.length);
  for (const { edge: address, doors: slugs } of plan) {
    const { privateJwk: signingKey, publicJwk: edgeJwk } = await generateSigningKey();
    await roster.places.addEdge(address, { publicJwk: edgeJwk });
    for (const slug of slugs) await roster.places.addDoor(`${address}/${slug}`, { pad: 'passive' });
    const edge = parseEdgeAddress(address);
    const identity = { role: 'edge' as const, username: `edge.${address.replaceAll('/', '.')}`, edge };
    logins.push({ address, doors: slugs, signingKey, identity, password: generatePassword() });
    progress.update(logins.length);
  }
  progress.stop();

  // A broker takes two clients of one account for the same one, and ends the first.
  const coordinatorLogins = Array.from({ length: coordinators }, (_, index) => ({
    identity: { role: 'coordinator' as const, username: `coordinator-${index + 1}` },
    password: generatePassword(),
  }));
  const broker = await startOwnBroker(dataDir, [
    ...coordinatorLogins,
    ...logins.map(({ identity, password }) => ({ identity, password })),
  ]);
  defer('benchmark broker', () => broker.stop());
  if (coordinators > 1 && broker.kind !== 'mosquitto') {
    throw new CliError('UNAVAILABLE', {
      what: 'several coordinators need a broker with shared subscriptions',
      fix: 'Install mosquitto 2 (apt-get install mosquitto), or leave --coordinators out.',
    });
  }
  const shared = coordinators > 1;
  const metricsUrls = await Promise.all(
    coordinatorLogins.map(({ identity: { username: name }, password }) => {
      const mqttUrl = new URL(broker.url);
      Object.assign(mqttUrl, { username: name, password });
      return startOwnCoordinator(
        { name, dataDir, mqttUrl: mqttUrl.href, shared, profileDir, ...policy },
        { defer },
      );
    }),
  );
  return {
    ...{ roster, directions, metricsUrls, brokerKind: broker.kind },
    edges: logins.map(({ address, doors: slugs, signingKey, identity, password }) => ({
      ...{ address, doors: slugs, signingKey, coordinatorKey: publicJwk, sealingKey },
      connection: { url: broker.url, username: identity.username, password },
    })),
    pids: { broker: broker.pid, database: await postmasterPid(dataDir) },
  };
}

/** The first line of what Postgres writes of itself. */
async function postmasterPid(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n', 1)[0]);
  return pid > 0 ? pid : undefined;
}
