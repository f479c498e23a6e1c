import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { provisionEdge } from '@portero/coordinator';
import { type AttemptReport, createEdgeAgent, type EdgeAgent, parseEdgeBundle } from '@portero/edge-agent';
import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { openRoster, type Roster } from '@portero/roster';
import { createTestDatabase } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { makeFolder, startMosquitto, waitUntil } from '@portero/testkit';
import { Child } from './child.ts';
import { addMarie, photographOfMarie } from './marie.ts';
import { PushedFrames } from './pushed-frames.ts';

const logger = silentLogger();
const PROGRAM = join(resolve(import.meta.dirname, '../..'), 'apps/coordinator/bin/portero-coordinator.js');

/** One door with a real edge agent, behind a real mosquitto on which coordinators of the same installation take turns. */
export class CoordinatorsHall {
  readonly roster: Roster;
  /** Request ids for which the lock moved. */
  readonly pulses: string[] = [];
  readonly #coordinators = new Map<string, Child>();
  readonly #reports: AttemptReport[] = [];
  readonly #camera = new PushedFrames();
  readonly #photograph: Buffer;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #encoder: EncoderPool;
  readonly #stops: (() => Promise<unknown>)[];
  #agent: EdgeAgent | undefined;

  private constructor(parts: {
    roster: Roster;
    encoder: EncoderPool;
    photograph: Buffer;
    environment: Readonly<Record<string, string>>;
    stops: (() => Promise<unknown>)[];
  }) {
    this.roster = parts.roster;
    this.#encoder = parts.encoder;
    this.#photograph = parts.photograph;
    this.#environment = parts.environment;
    this.#stops = parts.stops;
  }

  /** @throws {Error} where mosquitto is not installed */
  static async open(): Promise<CoordinatorsHall> {
    const mosquitto = await startMosquitto();
    if (!mosquitto) throw new Error('mosquitto is not installed.');
    const dataDir = makeFolder();
    const { databaseUrl, drop } = await createTestDatabase();
    const [roster, encoder] = await Promise.all([
      openRoster({ dataDir, databaseUrl }, { logger }),
      createEncoderPool({ workers: 1 }, { logger }),
    ]);
    await roster.places.ensureBuilding('hq/main');
    await roster.places.addEdge('hq/main/lobby');
    await roster.places.addDoor('hq/main/lobby/front', { framesAgreeing: 1, framesDemanded: 1 });
    const environment = {
      PORTERO_DATA_DIR: dataDir,
      PORTERO_SHARED_SUBSCRIPTION: 'true',
      MQTT_URL: mosquitto.url,
      DATABASE_URL: databaseUrl,
    };
    const hall = new CoordinatorsHall({
      ...{ roster, encoder, environment, photograph: await photographOfMarie() },
      stops: [
        () => encoder.stop(),
        () => roster.stop(),
        () => mosquitto.stop(),
        drop,
        async () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }),
      ],
    });
    await hall.#openDoor(dataDir, mosquitto.url);
    return hall;
  }

  /** Resolves when it answers. */
  async start(name: string, pool = 'default'): Promise<void> {
    const variables = { PORTERO_COORDINATOR_NAME: name, PORTERO_POOL: pool };
    const coordinator = new Child(PROGRAM, [], { ...this.#environment, ...variables });
    this.#coordinators.set(name, coordinator);
    await waitUntil(() => coordinator.output.includes('coordinator ready'), {
      ...{ timeoutMs: 60_000, what: `the coordinator ${name}` },
    });
  }

  coordinator(name: string): Child {
    const found = this.#coordinators.get(name);
    if (!found) throw new Error(`No coordinator ${name} was started.`);
    return found;
  }

  decisionsOf(name: string): number {
    return this.coordinator(name).output.split('"msg":"decided"').length - 1;
  }

  /** Enrols her and lets her in. */
  async enrolMarie(): Promise<void> {
    const { personId } = await addMarie(this.roster, this.#encoder);
    await this.roster.grants.grant({ personId, place: 'hq/main' });
  }

  /** Marie before the camera; resolves with how the attempt ended. */
  async walkPast(): Promise<AttemptReport> {
    const before = this.#reports.length;
    this.#camera.push(this.#photograph);
    await waitUntil(() => this.#reports.length > before, {
      ...{ timeoutMs: 30_000, intervalMs: 1, what: 'the attempt is settled' },
    });
    return this.#reports[before]!;
  }

  async stop(): Promise<void> {
    await this.#agent?.stop();
    for (const coordinator of this.#coordinators.values()) await coordinator.kill();
    for (const stop of this.#stops) await stop();
  }

  async #openDoor(dataDir: string, brokerUrl: string): Promise<void> {
    const { bundle } = await provisionEdge(
      { roster: this.roster, dataDir, brokerUrl, logger },
      'hq/main/lobby',
    );
    const actuator = {
      state: 'locked' as const,
      unlock: async (_pulseMs: number, { requestId }: { requestId: string }) =>
        void this.pulses.push(requestId),
      onStateChange: () => () => {},
      stop: async () => {},
    };
    this.#agent = createEdgeAgent(
      { bundle: parseEdgeBundle({ ...bundle, doors: [{ door: 'front', independentFrames: true }] }) },
      { encoder: this.#encoder, logger, parts: { front: { source: this.#camera, actuator } } },
    );
    this.#agent.events.on('settled', (report) => this.#reports.push(report));
    await this.#agent.start();
  }
}
