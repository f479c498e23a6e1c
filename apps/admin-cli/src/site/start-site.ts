import { join } from 'node:path';
import {
  type CoordinatorConfig,
  type CoordinatorHost,
  createCoordinatorHost,
  provisionEdge,
} from '@portero/coordinator';
import { createEdgeAgent, type EdgeAgent, parseEdgeBundle } from '@portero/edge-agent';
import type { EncoderPool } from '@portero/encoder';
import type { Roster } from '@portero/roster';
import { type Logger, StopStack } from '@portero/runtime';
import { edgeOf, ensureDoor } from '../roster/ensure-door.ts';
import type { DoorPlan } from './site-plan.ts';

export interface SiteOptions {
  config: Readonly<CoordinatorConfig>;
  doors: readonly DoorPlan[];
  language: 'en' | 'es';
}

export interface SiteDeps {
  roster: Roster;
  /** Needed once there is a door with a camera. */
  encoder(): Promise<EncoderPool>;
  logger: Logger;
}

/** A coordinator with its broker, and the edges of the doors, all in this process and over real TCP. */
export interface Site {
  readonly host: CoordinatorHost;
  readonly brokerUrl: string;
  readonly edges: readonly EdgeAgent[];
  /** Every camera has ended and every attempt is settled. Live cameras do not end. */
  finished(): Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
}

/** Doors by edge, each edge once. */
function plansByEdge(doors: readonly DoorPlan[]): Map<string, DoorPlan[]> {
  const edges = new Map<string, DoorPlan[]>();
  for (const door of doors) {
    const edge = edgeOf(door.address);
    edges.set(edge, [...(edges.get(edge) ?? []), door]);
  }
  return edges;
}

function doorSlug({ address }: DoorPlan): string {
  return address.slice(address.lastIndexOf('/') + 1);
}

/**
 * Starts everything but does not let a camera look yet: listeners are added to `edges` first, then `start` is called.
 *
 * @throws {RosterError}, {CoordinatorError}, {BusError}, {EdgeError} whatever part cannot be had
 */
export async function startSite({ config, doors, language }: SiteOptions, deps: SiteDeps): Promise<Site> {
  const { roster, logger } = deps;
  const { dataDir } = config;
  const stops = new StopStack(logger);
  const edges = plansByEdge(doors);
  for (const { address } of doors) await ensureDoor(roster, address);
  // Keys before the coordinator starts, so that it knows them; the address of the broker once it is known.
  for (const edge of edges.keys()) await provisionEdge({ roster, dataDir, logger }, edge);
  const photographDoors = doors
    .filter(({ settings }) => settings.independentFrames)
    .map(({ address }) => address);
  const host = createCoordinatorHost({ ...config, photographDoors }, { logger, roster });
  stops.add('coordinator', () => host.stop());
  try {
    await host.start();
    const { brokerUrl } = host.running;
    const agents: EdgeAgent[] = [];
    for (const [edge, plans] of edges) {
      const { bundle } = await provisionEdge({ roster, dataDir, logger, brokerUrl }, edge);
      const entries = plans.map((plan) => ({
        ...bundle.doors.find(({ door }) => door === doorSlug(plan)),
        ...plan.settings,
        door: doorSlug(plan),
      }));
      const agent = createEdgeAgent(
        {
          bundle: parseEdgeBundle({ ...bundle, doors: entries }),
          stateDir: join(dataDir, 'edge-state'),
          language,
        },
        {
          encoder: await deps.encoder(),
          logger,
          parts: Object.fromEntries(plans.map((plan) => [doorSlug(plan), plan.parts ?? {}])),
        },
      );
      stops.add(`edge ${edge}`, () => agent.stop());
      agents.push(agent);
    }
    return {
      host,
      brokerUrl,
      edges: agents,
      finished: async () => void (await Promise.all(agents.map((agent) => agent.finished()))),
      stop: () => stops.stop(),
    };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}
