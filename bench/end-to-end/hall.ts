import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CoordinatorHost,
  createCoordinatorHost,
  loadCoordinatorKey,
  provisionEdge,
  readCoordinatorConfig,
} from '@portero/coordinator';
import { createEdgeAgent, parseEdgeBundle } from '@portero/edge-agent';
import { createEncoderPool, type EncoderPool, type EngineName } from '@portero/encoder';
import { openRoster, processActor, type Roster } from '@portero/roster';
import { StopStack, silentLogger } from '@portero/runtime';
import { makeFolder, syntheticPeople } from '@portero/testkit';
import { DoorCamera } from './door-camera.ts';
import { employeePortrait } from './door-frames.ts';
import type { Passage } from './passage.ts';

/** The employee who walks up, and everybody else of a mid-sized office. */
const COLLEAGUES = 200;

const logger = silentLogger();

/** A door whose edge computes on one engine. */
export interface HallDoor {
  readonly engine: EngineName;
  /** Holds a picture file before the camera. @returns the whole passage, from the file to the lock */
  pass(file: string): Promise<Passage>;
}

/**
 * Embedded Postgres, embedded broker, a coordinator with its gallery, and one edge agent for each engine, all over TCP as
 * in `portero up`.
 */
export class Hall {
  readonly folder = makeFolder();
  readonly #stops = new StopStack(logger);
  readonly #encoders = new Map<EngineName, EncoderPool>();
  #roster: Roster | undefined;
  #host: CoordinatorHost | undefined;

  async start(): Promise<void> {
    this.#stops.add('folder', async () =>
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 }),
    );
    const config = this.#config();
    const signer = async () => (await loadCoordinatorKey(config, { logger })).signer;
    const audit = { actor: processActor('cli'), signer };
    const roster = await openRoster({ dataDir: this.#dataDir }, { logger, audit });
    this.#stops.add('roster', () => roster.stop());
    this.#roster = roster;
    await roster.places.ensureBuilding('hq/main');
    const host = createCoordinatorHost(config, { logger, roster });
    this.#stops.add('coordinator', () => host.stop());
    await host.start();
    this.#host = host;
  }

  /** The person of the pictures, encoded as `portero person enrol` does, among colleagues who are made up. */
  async enrol(engine: EngineName): Promise<void> {
    const roster = this.#roster!;
    const encoder = this.#encoders.get(engine)!;
    const { faces } = await encoder.analyse(await employeePortrait(), { mirror: true, maxFaces: 1 });
    const [face] = faces;
    const modelId = encoder.model.id;
    const dimension = face!.embedding.length;
    const colleagues = syntheticPeople({ people: COLLEAGUES, templates: 1, dimension, spread: 0, seed: 1 });
    const everybody = [face!.embedding, ...colleagues.map(({ templates }) => templates[0]!)];
    for (const [index, embedding] of everybody.entries()) {
      const { id: personId } = await roster.persons.add({ site: 'hq', displayName: `Employee ${index}` });
      const template = { personId, modelId, embedding, quality: 0.9, sourceHash: `${index}` };
      await roster.templates.add(template);
      await roster.grants.grant({ personId, place: 'hq/main' });
    }
  }

  async openDoor(engine: EngineName): Promise<HallDoor> {
    const roster = this.#roster!;
    const encoder = await this.#encoder(engine);
    const edge = `hq/main/${engine}`;
    await roster.places.addEdge(edge);
    await roster.places.addDoor(`${edge}/front`, { mode: 'identify', framesAgreeing: 1, framesDemanded: 1 });
    const { brokerUrl } = this.#host!.running;
    const { bundle } = await provisionEdge({ roster, dataDir: this.#dataDir, logger, brokerUrl }, edge);
    const camera = new DoorCamera();
    const doors = bundle.doors.map((door) => ({ ...door, independentFrames: true, maxFaces: 1 }));
    const agent = createEdgeAgent(
      { bundle: parseEdgeBundle({ ...bundle, doors }), stateDir: join(this.folder, `edge-${engine}`) },
      { encoder, logger, parts: { front: { source: camera } } },
    );
    this.#stops.add(`edge ${engine}`, () => agent.stop());
    await agent.start();
    return { engine, pass: (file) => camera.pass(file, { agent, host: this.#host! }) };
  }

  async #encoder(engine: EngineName): Promise<EncoderPool> {
    const modelsDir = join(this.folder, 'models');
    await mkdir(modelsDir, { recursive: true });
    const pool = await createEncoderPool({ engine, workers: 1, modelsDir }, { logger });
    this.#stops.add(`encoder ${engine}`, () => pool.stop());
    this.#encoders.set(engine, pool);
    return pool;
  }

  stop(): Promise<void> {
    return this.#stops.stop();
  }

  get #dataDir(): string {
    return join(this.folder, 'data');
  }

  #config() {
    return readCoordinatorConfig({ PORTERO_DATA_DIR: this.#dataDir, PORTERO_BROKER_PORT: '0' });
  }
}
