import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EdgeBundleFile, ModelPolicy } from '@portero/coordinator';
import { parseEdgeAddress, readPublicKey, readPublicSealingKey, readSigningKey } from '@portero/protocol';
import type { Roster } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import { enrolSyntheticPeople } from './enrol-synthetic-people.ts';
import { type LoadDoorPlan, type LoadEdgeIdentity, planDoors } from './load-edge-identity.ts';
import { BENCHMARK_BUILDING, type LoadTarget } from './load-target.ts';
import { readMetrics } from './metrics-reading.ts';
import type { SyntheticFaces } from './synthetic-faces.ts';

export interface JoinInstallationOptions {
  readonly brokerUrl: string;
  /** Of the coordinator that is to be loaded. */
  readonly metricsUrls: readonly string[];
  readonly doors: number;
  readonly people: number;
  readonly policy: Pick<ModelPolicy, 'modelId'>;
}

type Context = Pick<
  CliContext,
  'roster' | 'dataDir' | 'logger' | 'startProgress' | 'defer' | 'note' | 'signal'
>;

const READY_WITHIN_MS = 600_000;
const POLL_MS = 500;

/**
 * Puts the load on an installation that runs, whose data folder and database are at hand. Everything is in a building of a
 * site of its own: its edges may speak for no other door, its people have grants nowhere else, and nobody listens to its
 * commands but the load. When the command ends the people are erased, the edges revoked, and the doors out of service.
 *
 * @throws {CliError} NOT_FOUND where the data folder is of no installation; ALREADY_EXISTS where the site is in use
 */
export async function joinInstallation(
  { brokerUrl, metricsUrls, doors, people, policy }: JoinInstallationOptions,
  { context, faces }: { context: Context; faces: SyntheticFaces },
): Promise<LoadTarget> {
  const { dataDir, defer, startProgress, note, signal } = context;
  const { keysFolder } = await import('@portero/coordinator');
  if (!existsSync(join(keysFolder(dataDir), 'sealing.json'))) throw noInstallation(dataDir);
  await readMetrics(metricsUrls);
  const roster = await context.roster();
  await refuseIfInUse(roster);

  const plan = planDoors(BENCHMARK_BUILDING, doors);
  await roster.places.ensureBuilding(BENCHMARK_BUILDING);
  defer('benchmark edges and doors', () => retire(roster, plan, context));
  const edges = await provisionAll(plan, { roster, brokerUrl, context });
  defer('benchmark people', () => eraseAll(roster));
  const enrolled = { building: BENCHMARK_BUILDING, people, ...policy };
  const directions = await enrolSyntheticPeople(enrolled, { roster, faces, startProgress });
  note('waiting for the coordinator to know them');
  const deadline = performance.now() + READY_WITHIN_MS;
  for (const url of metricsUrls) {
    while (
      (await readMetrics([url])).sum('portero_gallery_persons', { building: BENCHMARK_BUILDING }) < people
    ) {
      if (performance.now() > deadline) throw notTakenUp(url);
      await sleep(POLL_MS, undefined, { signal });
    }
  }
  return { roster, edges, directions, metricsUrls, brokerKind: brokerUrl, pids: {} };
}

/** People of it that are left, or a door in service, are somebody's: another load that runs, or a site by that name. */
async function refuseIfInUse({ persons, places }: Roster): Promise<void> {
  const site = BENCHMARK_BUILDING.split('/', 1)[0]!;
  const inService = (await places.listDoors()).filter((door) => door.site === site && door.active);
  if (inService.length === 0 && (await persons.list({ site })).length === 0) return;
  throw new CliError('ALREADY_EXISTS', {
    what: `the site ${site} is in use`,
    cause: 'it has people, or doors in service',
    fix: 'Another load may be running. If none is, remove its people and take its doors out of service, then try again.',
  });
}

async function provisionAll(
  plan: readonly LoadDoorPlan[],
  { roster, brokerUrl, context }: { roster: Roster; brokerUrl: string; context: Context },
): Promise<LoadEdgeIdentity[]> {
  const { provisionEdge } = await import('@portero/coordinator');
  const { dataDir, logger, startProgress } = context;
  const progress = startProgress('edges provisioned', plan.length);
  const edges: LoadEdgeIdentity[] = [];
  for (const { edge: address, doors } of plan) {
    const { bundle } = await provisionEdge({ roster, dataDir, brokerUrl, logger }, address, {
      credentials: 'rotate',
    });
    for (const door of doors) await putInService(roster, `${address}/${door}`);
    edges.push({ address, doors, ...identityOf(bundle) });
    progress.update(edges.length);
  }
  progress.stop();
  return edges;
}

async function putInService({ places }: Roster, door: string): Promise<void> {
  const settings = { pad: 'passive', active: true } as const;
  if (await places.findDoor(door)) await places.updateDoor(door, settings);
  else await places.addDoor(door, settings);
}

function identityOf({
  brokerUrl: url,
  username,
  password,
  tls,
  ...bundle
}: EdgeBundleFile): Omit<LoadEdgeIdentity, 'address' | 'doors'> {
  return {
    connection: {
      url,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls }),
    },
    signingKey: readSigningKey(bundle.signingKey).privateJwk,
    coordinatorKey: readPublicKey(bundle.coordinatorKeys[0]!),
    sealingKey: readPublicSealingKey(bundle.sealingKey!),
  };
}

async function retire(roster: Roster, plan: readonly LoadDoorPlan[], { dataDir }: Context): Promise<void> {
  const { revokeEdge } = await import('@portero/coordinator');
  for (const { edge, doors } of plan) {
    // What an interruption kept from being made needs no end.
    if (!(await roster.places.findEdge(edge))) continue;
    await revokeEdge({ roster, dataDir, logger: silentLogger() }, parseEdgeAddress(edge));
    for (const door of doors) {
      if (await roster.places.findDoor(`${edge}/${door}`)) {
        await roster.places.updateDoor(`${edge}/${door}`, { active: false });
      }
    }
  }
}

async function eraseAll({ persons }: Roster): Promise<void> {
  const [site] = BENCHMARK_BUILDING.split('/', 1);
  for (const { id } of await persons.list({ site })) await persons.remove(id);
}

function noInstallation(dataDir: string): CliError {
  return new CliError('NOT_FOUND', {
    what: `${dataDir} is not the data folder of an installation`,
    cause: 'it holds no sealing keys',
    fix: 'Give --data the folder that the coordinator uses, or leave --broker out: then the bench starts an installation of its own.',
  });
}

function notTakenUp(metricsUrl: string): CliError {
  return new CliError('UNAVAILABLE', {
    what: `the coordinator at ${metricsUrl} does not find the people of the benchmark`,
    fix: 'Check that it uses this data folder and database, and the model that --model names.',
  });
}
