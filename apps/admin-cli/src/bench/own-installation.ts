import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatePassword } from '@portero/bus';
import type { ModelPolicy } from '@portero/coordinator';
import { generateSigningKey, parseEdgeAddress } from '@portero/protocol';
import type { Logger } from '@portero/runtime';
import type { StartProgress } from '../output/progress.ts';
import { BenchChild } from './child-process.ts';
import { enrolSyntheticPeople } from './enrol-synthetic-people.ts';
import { type LoadEdgeIdentity, planDoors } from './load-edge-identity.ts';
import { BENCHMARK_BUILDING, type LoadTarget } from './load-target.ts';
import { type BrokerLogin, startOwnBroker } from './own-broker.ts';
import type { SyntheticFaces } from './synthetic-faces.ts';

export interface OwnInstallationOptions {
  readonly doors: number;
  readonly people: number;
  readonly policy: Pick<ModelPolicy, 'modelId'>;
  /** Where the coordinator leaves a CPU profile when it ends. @defaultValue nowhere */
  readonly profileDir?: string | undefined;
}

export interface OwnInstallationDeps {
  readonly faces: SyntheticFaces;
  readonly logger: Logger;
  readonly startProgress: StartProgress;
  /** Has something undone when the command ends, last in, first out. */
  defer(name: string, stop: () => Promise<void>): void;
}

const START_MS = 180_000;

/** A database, a broker and a coordinator in processes of their own, in a folder that goes when the command ends. */
export async function startOwnInstallation(
  { doors, people, policy, profileDir }: OwnInstallationOptions,
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

  const coordinatorLogin = {
    identity: { role: 'coordinator' as const, username: 'coordinator' },
    password: generatePassword(),
  };
  const broker = await startOwnBroker(dataDir, [
    coordinatorLogin,
    ...logins.map(({ identity, password }) => ({ identity, password })),
  ]);
  defer('benchmark broker', () => broker.stop());
  const mqttUrl = new URL(broker.url);
  mqttUrl.username = coordinatorLogin.identity.username;
  mqttUrl.password = coordinatorLogin.password;
  const coordinator = await BenchChild.start({
    name: 'the coordinator',
    program: process.execPath,
    args: [
      ...(profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]),
      createRequire(import.meta.url).resolve('@portero/coordinator/program'),
    ],
    env: {
      PORTERO_DATA_DIR: dataDir,
      MQTT_URL: mqttUrl.href,
      PORTERO_COORDINATOR_HTTP_PORT: '0',
      PORTERO_MODEL: policy.modelId,
    },
    outputFile: join(dataDir, 'coordinator.log'),
  });
  defer('benchmark coordinator', () => coordinator.stop());
  const metricsUrl = await coordinator.ready(healthyAt, START_MS);
  return {
    ...{ roster, directions, metricsUrl, brokerKind: broker.kind },
    edges: logins.map(({ address, doors: slugs, signingKey, identity, password }) => ({
      ...{ address, doors: slugs, signingKey, coordinatorKey: publicJwk, sealingKey },
      connection: { url: broker.url, username: identity.username, password },
    })),
    pids: { broker: broker.pid, database: await postmasterPid(dataDir) },
  };
}

/** Where the coordinator says that it serves its health, once it is healthy. */
async function healthyAt(log: string): Promise<string | undefined> {
  const [, url] = /"url":"(http:[^"]+)"[^\n]*health and metrics served/.exec(log) ?? [];
  if (url === undefined) return undefined;
  const response = await fetch(`${url}/health`).catch(() => undefined);
  return response?.ok && log.includes('coordinator ready') ? url : undefined;
}

/** The first line of what Postgres writes of itself. */
async function postmasterPid(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n', 1)[0]);
  return pid > 0 ? pid : undefined;
}
