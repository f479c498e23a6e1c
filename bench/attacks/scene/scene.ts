import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Bus, connectBus } from '@portero/bus';
import { edgeBundlePath, InstallationAuthority } from '@portero/coordinator';
import { type EdgeBundle, readEdgeBundle } from '@portero/edge-agent';
import { parseEdgeAddress } from '@portero/protocol';
import { StopStack, silentLogger } from '@portero/runtime';
import { makeFolder, waitUntil } from '@portero/testkit';
import {
  type Employee,
  type Installation,
  startInstallation,
} from '../../../apps/coordinator/test/support/installation.ts';
import type { TestEdge } from '../../../apps/coordinator/test/support/test-edge.ts';
import { GuardedDoor } from './guarded-door.ts';
import { ManInTheMiddle } from './man-in-the-middle.ts';

const logger = silentLogger();

/** An installation at work, and whoever wants to get in. */
export interface Scene {
  installation: Installation;
  authority: InstallationAuthority;
  /** May pass every door of both buildings. */
  employee: Employee;
  /** Edges of one building, and one of another. */
  lobby: TestEdge;
  garage: TestEdge;
  annex: TestEdge;
  /** With the real agent, behind a broker that belongs to the attacker. */
  yard: GuardedDoor;
  middle: ManInTheMiddle;
  /** Sees all that the true broker carries. */
  witness: Bus;
  heard: { topic: string; payload: Buffer }[];
  /** A new picture of the employee. */
  picture(): Float32Array;
  bundleOf(edge: string): Promise<EdgeBundle>;
  /** A folder that goes with the scene. */
  folder(): string;
  stop(): Promise<void>;
}

/** Embedded Postgres and broker, mutual TLS, enrolment and metrics on the loopback, observations only under seal. */
export async function startScene(): Promise<Scene> {
  const stops = new StopStack(logger);
  const folder = () => {
    const made = makeFolder();
    stops.add('folder', async () => rmSync(made, { recursive: true, force: true }));
    return made;
  };
  const installation = await startInstallation({
    ...{ brokerTransport: 'mutual-tls', allowUnsealed: false },
    ...{ enrolPort: 0, httpPort: 0 },
  });
  stops.add('installation', () => installation.stop());
  try {
    const { roster, config, faces } = installation;
    const authority = await InstallationAuthority.open(config, { logger });
    await roster.places.ensureBuilding('hq/annex');
    const lobby = await installation.edge('hq/main/lobby/front');
    const garage = await installation.edge('hq/main/garage/gate');
    const annex = await installation.edge('hq/annex/side/back');
    const upstream = await installation.edge('hq/main/yard/back');
    const employee = await installation.enrol({ place: 'hq/main' });
    await roster.grants.grant({ personId: employee.personId, place: 'hq/annex' });
    await installation.galleryUpToDate();

    const pair = await authority.coordinatorPair('witness');
    const witness = await connectBus(
      {
        ...{ url: installation.brokerUrl(), clientId: 'witness' },
        tls: { ca: authority.certificate, cert: pair.cert, key: pair.key },
      },
      { logger },
    );
    stops.add('witness', () => witness.stop());
    const heard: Scene['heard'] = [];
    await witness.subscribe('portero/v1/#', ({ topic, payload }) => void heard.push({ topic, payload }));

    const middle = await ManInTheMiddle.start({ authority, upstream });
    stops.add('the man in the middle', () => middle.stop());
    const bundleOf = (edge: string) => readEdgeBundle(edgeBundlePath(config.dataDir, parseEdgeAddress(edge)));
    const yard = new GuardedDoor({
      bundle: await bundleOf('hq/main/yard'),
      brokerUrl: middle.url,
      stateDir: join(folder(), 'edge-state'),
    });
    stops.add('the yard', () => yard.stop());
    await yard.start();
    await waitUntil(async () => (await annex.ask({ face: faces.picture(employee.face) })).verdict.accepted, {
      what: 'the other building to be served',
    });
    return {
      ...{ installation, authority, employee, lobby, garage, annex, yard, middle, witness, heard },
      picture: () => faces.picture(employee.face),
      ...{ bundleOf, folder },
      stop: () => stops.stop(),
    };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}
