import { rmSync } from 'node:fs';
import { openRoster, type PersonTerms, processActor, type Roster } from '@portero/roster';
import { createTestDatabase } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { makeFolder, type RecordingLogger, recordingLogger, waitUntil } from '@portero/testkit';
import {
  type CoordinatorConfig,
  type CoordinatorHost,
  createCoordinatorHost,
  type DecisionEvent,
  loadCoordinatorKey,
  provisionEdge,
  readCoordinatorConfig,
} from '../../src/index.ts';
import { type SeverableProxy, startSeverableProxy } from './severable-proxy.ts';
import { type SyntheticFaces, syntheticFaces } from './synthetic-faces.ts';
import { connectTestEdge, type TestEdge, type TestEdgeOptions } from './test-edge.ts';

export const MODEL = 'mobilefacenet-192';

/** Most tests are not about how many pictures there are. */
const ONE_PICTURE = { mode: 'either', framesAgreeing: 1, framesDemanded: 1 } as const;

export interface Employee {
  personId: string;
  /** Centre of their pictures. */
  face: Float32Array;
}

/** A real database behind a proxy, a real broker over TCP, a real coordinator. */
export interface Installation {
  roster: Roster;
  proxy: SeverableProxy;
  host: CoordinatorHost;
  config: CoordinatorConfig;
  faces: SyntheticFaces;
  log: RecordingLogger;
  decisions: DecisionEvent[];
  brokerUrl(): string;
  /** Makes the edge and the door if they are not there, and connects. */
  edge(door: string, options?: Partial<TestEdgeOptions>): Promise<TestEdge>;
  /** A person with three templates, two pictures each apart, and a grant if a place is given. */
  enrol(options?: {
    place?: string;
    face?: Float32Array;
    roster?: Roster;
    terms?: PersonTerms;
  }): Promise<Employee>;
  /** Until the gallery of hq/main holds what the database says. */
  galleryUpToDate(): Promise<void>;
  /** Another coordinator with a broker of its own over the same database. @returns connects an edge to that one */
  secondCoordinator(): Promise<(door: string) => Promise<TestEdge>>;
  /** A second start over the same database and broker account. */
  restartCoordinator(): Promise<void>;
  stop(): Promise<void>;
}

export async function startInstallation(overrides: Partial<CoordinatorConfig> = {}): Promise<Installation> {
  const database = await createTestDatabase();
  const proxy = await startSeverableProxy(database.databaseUrl);
  const dataDir = makeFolder();
  // Acts and decisions are signed with the coordinator's own key, as its host would have it.
  const audit = {
    actor: processActor('coordinator'),
    signer: async () => (await loadCoordinatorKey({ dataDir }, { logger: silentLogger() })).signer,
  };
  const roster = await openRoster(
    { databaseUrl: proxy.databaseUrl, dataDir },
    { logger: silentLogger(), audit },
  );
  await roster.places.ensureBuilding('hq/main', { timeZone: 'Europe/Madrid' });
  const faces = syntheticFaces();
  const log = recordingLogger();
  const decisions: DecisionEvent[] = [];
  const edges: TestEdge[] = [];
  const config = {
    ...readCoordinatorConfig({ PORTERO_DATA_DIR: dataDir, DATABASE_URL: proxy.databaseUrl }),
    brokerPort: 0,
    // A busy machine that runs tests is no database that is away.
    databaseTimeoutMs: 10_000,
    ...overrides,
  };
  const startHost = async () => {
    const started = createCoordinatorHost(config, { logger: log.logger, roster });
    started.onDecision((event) => decisions.push(event));
    await started.start();
    return started;
  };
  let host = await startHost();
  const brokerUrl = () => host.running.brokerUrl;

  const seconds: (() => Promise<void>)[] = [];
  const connectEdge = async (
    door: string,
    at: { dataDir: string; brokerUrl: string },
    options: Partial<TestEdgeOptions> = {},
  ) => {
    const address = door.split('/').slice(0, 3).join('/');
    if (!(await roster.places.findEdge(address))) await roster.places.addEdge(address);
    if (!(await roster.places.findDoor(door))) await roster.places.addDoor(door, ONE_PICTURE);
    const { bundle } = await provisionEdge({ roster, ...at, logger: silentLogger() }, address);
    const edge = await connectTestEdge({ bundle, door, modelId: MODEL, ...options });
    edges.push(edge);
    return edge;
  };

  return {
    roster,
    proxy,
    config,
    faces,
    log,
    decisions,
    brokerUrl,
    get host() {
      return host;
    },
    edge: (door, options) => connectEdge(door, { dataDir, brokerUrl: brokerUrl() }, options),
    async enrol({ place, face = faces.person(), roster: by = roster, terms = {} } = {}) {
      const person = await by.persons.add({ site: 'hq', displayName: 'An employee', ...terms });
      for (let picture = 0; picture < 3; picture++) {
        await by.templates.add({
          personId: person.id,
          modelId: MODEL,
          embedding: faces.picture(face),
          quality: 0.9,
          sourceHash: `picture-${picture}`,
        });
      }
      if (place !== undefined) await by.grants.grant({ personId: person.id, place });
      return { personId: person.id, face };
    },
    async galleryUpToDate() {
      const building = (await roster.places.findBuilding('hq/main'))!;
      await waitUntil(
        async () => {
          const expected = await roster.templates.sizeForBuilding(building.id, MODEL);
          const galleries = host.running.coordinator.galleries();
          const gallery = galleries.find((candidate) => candidate.building === 'hq/main');
          return gallery?.ready && gallery.persons === expected.persons;
        },
        { what: 'the gallery to follow the roster' },
      );
    },
    async secondCoordinator() {
      const secondDir = makeFolder();
      const second = createCoordinatorHost({ ...config, dataDir: secondDir }, { logger: log.logger, roster });
      await second.start();
      seconds.push(async () => {
        await second.stop();
        rmSync(secondDir, { recursive: true, force: true });
      });
      return (door) => connectEdge(door, { dataDir: secondDir, brokerUrl: second.running.brokerUrl });
    },
    async restartCoordinator() {
      await host.stop();
      host = await startHost();
    },
    async stop() {
      await Promise.all(edges.map((edge) => edge.stop()));
      await Promise.all(seconds.map((stopSecond) => stopSecond()));
      await host.stop();
      proxy.restore();
      await roster.stop();
      await proxy.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
