import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus, connectBus } from '@portero/bus';
import { provisionEdge } from '@portero/coordinator';
import { type AttemptReport, createEdgeAgent, type EdgeAgent, parseEdgeBundle } from '@portero/edge-agent';
import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { topics } from '@portero/protocol';
import { openRoster, type Roster } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { freePort, makeFolder, waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Child } from './support/child.ts';
import { addMarie, photographOfMarie } from './support/marie.ts';
import { PushedFrames } from './support/pushed-frames.ts';

const root = resolve(import.meta.dirname, '..');
const logger = silentLogger();
const EDGE = { site: 'hq', building: 'main', edge: 'lobby' };
const ACCOUNTS = {
  coordinator: { password: 'coordinator-password', identity: { role: 'coordinator' } },
  edge: { password: 'edge-password', identity: { role: 'edge', edge: EDGE } },
};

describe('a door whose coordinator, broker and database are killed', () => {
  const dataDir = makeFolder();
  let roster: Roster;
  let encoder: EncoderPool;
  let coordinator: Child;
  let broker: Child;
  let agent: EdgeAgent;
  let eavesdropper: Bus;
  let brokerPort: number;
  let photograph: Buffer;
  const camera = new PushedFrames();
  const reports: AttemptReport[] = [];
  const observations: { topic: string; payload: Buffer }[] = [];
  /** Request ids for which the lock moved. */
  const pulses: string[] = [];

  const brokerUrl = () => `mqtt://127.0.0.1:${brokerPort}`;

  const startBrokerProcess = async () => {
    const script = join(root, 'test/support/broker-process.mjs');
    broker = new Child(script, [String(brokerPort), JSON.stringify(ACCOUNTS)]);
    await waitUntil(() => broker.output.includes('mqtt://'), {
      timeoutMs: 30_000,
      what: 'the broker listens',
    });
  };

  const startCoordinatorProcess = async () => {
    const url = `mqtt://coordinator:${ACCOUNTS.coordinator.password}@127.0.0.1:${brokerPort}`;
    coordinator = new Child(join(root, 'apps/coordinator/bin/portero-coordinator.js'), [], {
      PORTERO_DATA_DIR: dataDir,
      MQTT_URL: url,
      DATABASE_URL: '',
    });
  };

  /** One picture past the camera; resolves with how the attempt for it ended. */
  const walkPast = async (): Promise<AttemptReport> => {
    const before = reports.length;
    camera.push(photograph);
    await waitUntil(() => reports.length > before, { timeoutMs: 30_000, what: 'the attempt is settled' });
    return reports[before]!;
  };

  const walkUntilLetIn = () =>
    waitUntil(async () => (await walkPast()).outcome === 'actuated', {
      timeoutMs: 60_000,
      what: 'the door opens again',
    });

  beforeAll(async () => {
    brokerPort = await freePort();
    [roster, encoder] = await Promise.all([
      openRoster({ dataDir }, { logger }),
      createEncoderPool({ workers: 1 }, { logger }),
    ]);
    await roster.places.ensureBuilding('hq/main');
    await roster.places.addEdge('hq/main/lobby');
    await roster.places.addDoor('hq/main/lobby/front', { framesAgreeing: 1, framesDemanded: 1 });
    const { personId } = await addMarie(roster, encoder);
    await roster.grants.grant({ personId, place: 'hq/main' });
    photograph = await photographOfMarie();

    await startBrokerProcess();
    await startCoordinatorProcess();
    const { bundle } = await provisionEdge(
      { roster, dataDir, brokerUrl: brokerUrl(), logger },
      'hq/main/lobby',
    );
    eavesdropper = await connectBus(
      {
        url: bundle.brokerUrl,
        clientId: 'eavesdropper',
        username: 'coordinator',
        password: ACCOUNTS.coordinator.password,
      },
      { logger },
    );
    await eavesdropper.subscribe(topics.allObservations(), ({ topic, payload }) => {
      observations.push({ topic, payload });
    });
    agent = createEdgeAgent(
      {
        bundle: parseEdgeBundle({
          ...bundle,
          username: 'edge',
          password: ACCOUNTS.edge.password,
          doors: [{ door: 'front', independentFrames: true }],
        }),
      },
      {
        encoder,
        logger,
        parts: {
          front: {
            source: camera,
            actuator: {
              state: 'locked',
              unlock: async (_pulseMs, { requestId }) => void pulses.push(requestId),
              onStateChange: () => () => {},
              stop: async () => {},
            },
          },
        },
      },
    );
    agent.events.on('settled', (report) => reports.push(report));
    await agent.start();
    await walkUntilLetIn();
  }, 120_000);

  afterAll(async () => {
    await agent?.stop();
    await eavesdropper?.stop();
    await coordinator?.stop();
    await broker?.kill();
    await roster?.stop();
    await encoder?.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  });

  const killPostgres = async () => {
    const [pid] = readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  };

  /** The embedded server is started again by the processes that use it, the other two by whoever runs them. */
  const deaths: [string, () => Promise<void>][] = [
    [
      'the coordinator',
      async () => {
        await coordinator.kill();
        await startCoordinatorProcess();
      },
    ],
    [
      'the broker',
      async () => {
        await broker.kill();
        await startBrokerProcess();
      },
    ],
    ['Postgres', killPostgres],
  ];

  it.each(deaths)(
    'opens again after the end of %s between frames',
    async (_name, kill) => {
      await walkPast();
      await kill();
      await walkUntilLetIn();
    },
    120_000,
  );

  it.each(deaths)(
    'settles every attempt, and opens again, when %s dies in the middle of one',
    async (_name, kill) => {
      for (const delayMs of [5, 20]) {
        const seen = observations.length;
        const attempt = walkPast();
        await Promise.race([
          attempt,
          waitUntil(() => observations.length > seen, { timeoutMs: 5000, what: 'it was observed' }),
        ]);
        await sleep(delayMs);
        await kill();
        await attempt;
        await walkUntilLetIn();
      }
    },
    120_000,
  );

  it('has recorded every unlock that the door obeyed, and opened for none twice', async () => {
    expect(pulses.length).toBeGreaterThanOrEqual(9);
    expect(new Set(pulses).size).toBe(pulses.length);
    for (const requestId of pulses) {
      const report = reports.find((one) => one.requestId === requestId);
      const row = await roster.decisions.findByRequestId(requestId);
      expect(row).toMatchObject({ id: report?.decisionId, action: 'unlock', reason: 'granted' });
    }
  });

  it('keeps to its decisions, and shut, when everything that was said is said again', async () => {
    const decisions = await roster.decisions.list({ limit: 1000 });
    const opened = pulses.length;
    const { password } = ACCOUNTS.edge;
    const thief = await connectBus(
      { url: brokerUrl(), clientId: 'thief', username: 'edge', password },
      { logger },
    );
    for (const { topic, payload } of observations.splice(0)) await thief.publish(topic, payload);
    await thief.stop();
    await walkUntilLetIn();
    expect(pulses.length).toBe(opened + 1);
    for (const { requestId, id, action, decidedAt } of decisions) {
      expect(await roster.decisions.findByRequestId(requestId)).toMatchObject({ id, action, decidedAt });
    }
  });
});
