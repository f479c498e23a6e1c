import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { provisionEdge } from '@portero/coordinator';
import { type AttemptReport, createEdgeAgent, type EdgeAgent, parseEdgeBundle } from '@portero/edge-agent';
import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { openRoster, type Roster } from '@portero/roster';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import {
  describeWithMosquitto,
  type Mosquitto,
  makeFolder,
  startMosquitto,
  waitUntil,
} from '@portero/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Child } from './support/child.ts';
import { addMarie, photographOfMarie } from './support/marie.ts';
import { PushedFrames } from './support/pushed-frames.ts';

const logger = silentLogger();
const PROGRAM = join(resolve(import.meta.dirname, '..'), 'apps/coordinator/bin/portero-coordinator.js');

describeWithMosquitto('two coordinators behind one mosquitto', () => {
  const dataDir = makeFolder();
  let database: TestDatabase;
  let mosquitto: Mosquitto;
  let roster: Roster;
  let encoder: EncoderPool;
  let agent: EdgeAgent;
  let photograph: Buffer;
  let marie: string;
  const camera = new PushedFrames();
  const coordinators = new Map<string, Child>();
  const reports: AttemptReport[] = [];
  /** Request ids for which the lock moved. */
  const pulses: string[] = [];

  const start = async (name: string, pool = 'default') => {
    const coordinator = new Child(PROGRAM, [], {
      PORTERO_DATA_DIR: dataDir,
      PORTERO_COORDINATOR_NAME: name,
      PORTERO_SHARED_SUBSCRIPTION: 'true',
      PORTERO_POOL: pool,
      MQTT_URL: mosquitto.url,
      DATABASE_URL: database.databaseUrl,
    });
    coordinators.set(name, coordinator);
    await waitUntil(() => coordinator.output.includes('coordinator ready'), {
      ...{ timeoutMs: 60_000, what: `the coordinator ${name}` },
    });
    return coordinator;
  };

  const decisionsOf = (name: string) => coordinators.get(name)!.output.split('"msg":"decided"').length - 1;

  const walkPast = async (): Promise<AttemptReport> => {
    const before = reports.length;
    camera.push(photograph);
    await waitUntil(() => reports.length > before, { timeoutMs: 30_000, what: 'the attempt is settled' });
    return reports[before]!;
  };

  const walkPastTimes = async (times: number) => {
    const outcomes: string[] = [];
    for (let time = 0; time < times; time++) outcomes.push((await walkPast()).outcome);
    return outcomes;
  };

  beforeAll(async () => {
    mosquitto = (await startMosquitto())!;
    database = await createTestDatabase();
    [roster, encoder] = await Promise.all([
      openRoster({ dataDir, databaseUrl: database.databaseUrl }, { logger }),
      createEncoderPool({ workers: 1 }, { logger }),
    ]);
    await roster.places.ensureBuilding('hq/main');
    await roster.places.addEdge('hq/main/lobby');
    await roster.places.addDoor('hq/main/lobby/front', { framesAgreeing: 1, framesDemanded: 1 });
    const { bundle } = await provisionEdge(
      { roster, dataDir, brokerUrl: mosquitto.url, logger },
      'hq/main/lobby',
    );
    await start('north');
    await start('south');
    photograph = await photographOfMarie();
    const doors = [{ door: 'front', independentFrames: true }];
    const actuator = {
      state: 'locked' as const,
      unlock: async (_pulseMs: number, { requestId }: { requestId: string }) => void pulses.push(requestId),
      onStateChange: () => () => {},
      stop: async () => {},
    };
    agent = createEdgeAgent(
      { bundle: parseEdgeBundle({ ...bundle, doors }) },
      { encoder, logger, parts: { front: { source: camera, actuator } } },
    );
    agent.events.on('settled', (report) => reports.push(report));
    await agent.start();
  }, 120_000);

  afterAll(async () => {
    await agent?.stop();
    for (const coordinator of coordinators.values()) await coordinator.kill();
    await roster?.stop();
    await encoder?.stop();
    await mosquitto?.stop();
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  });

  it('take turns, and both know within moments whom one of them has never seen', async () => {
    expect(await walkPast()).toMatchObject({ outcome: 'denied', reason: 'unknown_face' });
    ({ personId: marie } = await addMarie(roster, encoder));
    await roster.grants.grant({ personId: marie, place: 'hq/main' });
    for (const name of ['north', 'south']) {
      const before = decisionsOf(name);
      await waitUntil(async () => (await walkPast()).outcome === 'actuated' && decisionsOf(name) > before, {
        what: `${name} lets her in`,
      });
    }
    expect(await walkPastTimes(4)).toEqual(Array(4).fill('actuated'));
  });

  it('answer for one another while one is frozen, and when it is killed', async () => {
    const north = coordinators.get('north')!;
    north.freeze();
    expect(await walkPastTimes(4)).toEqual(Array(4).fill('actuated'));
    await north.kill();
    north.thaw();
    expect(await walkPastTimes(4)).toEqual(Array(4).fill('actuated'));
  });

  it('have recorded every unlock once, and opened for none twice', async () => {
    expect(new Set(pulses).size).toBe(pulses.length);
    const rows = await roster.decisions.list({ limit: 1000 });
    expect(new Set(rows.map(({ requestId }) => requestId)).size).toBe(rows.length);
    const unlocked = rows.filter(({ action }) => action === 'unlock').map(({ requestId }) => requestId);
    expect(new Set(pulses)).toEqual(new Set(unlocked));
  });

  it('leave a building alone that is moved to the pool of another', async () => {
    await start('annex', 'annex');
    await roster.places.setPool('hq/main', 'annex');
    await waitUntil(async () => (await walkPast()).outcome === 'actuated' && decisionsOf('annex') > 0, {
      ...{ timeoutMs: 30_000, what: 'the other pool serves it' },
    });
    const before = decisionsOf('south');
    expect(await walkPastTimes(3)).toEqual(Array(3).fill('actuated'));
    expect(decisionsOf('south')).toBe(before);
  });
});
