import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectBus } from '@portero/bus';
import { createCoordinatorHost, provisionEdge, readCoordinatorConfig } from '@portero/coordinator';
import {
  type AttemptReport,
  CardFeed,
  createEdgeAgent,
  type FaceEncoder,
  parseEdgeBundle,
} from '@portero/edge-agent';
import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { encodeEmbedding, parseTopic } from '@portero/protocol';
import { openRoster, type Roster } from '@portero/roster';
import { createTestDatabase } from '@portero/roster/testing';
import { type Clock, StopStack, silentLogger, systemClock } from '@portero/runtime';
import { describeWithMosquitto, makeFolder, sampleImage, startMosquitto, waitUntil } from '@portero/testkit';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PushedFrames } from './support/pushed-frames.ts';
import { readingsOf, windowsOf } from './support/readings.ts';

const DOOR = 'hq/main/lobby/front';
const NAME = 'Marie Sklodowska';
const CARD = '04A2B9C1D3E5F7';
const DAY_MS = 86_400_000;
const logger = silentLogger();

interface Overheard {
  topic: string;
  payload: Buffer;
}

describeWithMosquitto('who runs the broker', () => {
  const stops = new StopStack(logger);
  const overheard: Overheard[] = [];
  /** Every embedding that the camera's pictures gave. */
  const embeddings: Float32Array[] = [];
  let roster: Roster;
  let pool: EncoderPool;
  let photograph: Buffer;
  let personId: string;
  let walkPast: (options?: { card?: string; clock?: Clock }) => Promise<AttemptReport>;

  beforeAll(async () => {
    const dataDir = makeFolder();
    const database = await createTestDatabase();
    stops.add('database', () => database.drop());
    const mosquitto = (await startMosquitto())!;
    stops.add('mosquitto', () => mosquitto.stop());
    const { databaseUrl } = database;
    [roster, pool] = await Promise.all([
      openRoster({ databaseUrl, dataDir }, { logger }),
      createEncoderPool({ workers: 1 }, { logger }),
    ]);
    stops.add('encoder', () => pool.stop());
    stops.add('roster', () => roster.stop());
    await roster.places.ensureBuilding('hq/main');
    await roster.places.addEdge('hq/main/lobby');
    await roster.places.addDoor(DOOR, { mode: 'either', framesAgreeing: 1, framesDemanded: 1 });
    personId = await enrolMarie();
    // The middle of sample3 is the woman on the right of sample1.
    photograph = await sharp(sampleImage(3))
      .extract({ left: 1000, top: 100, width: 420, height: 460 })
      .jpeg()
      .toBuffer();

    const spy = await connectBus({ url: mosquitto.url, clientId: `spy-${randomUUID()}` }, { logger });
    stops.add('spy', () => spy.stop());
    await spy.subscribe('#', ({ topic, payload }) => void overheard.push({ topic, payload }));
    const config = readCoordinatorConfig({
      ...{ PORTERO_DATA_DIR: dataDir, DATABASE_URL: databaseUrl, MQTT_URL: mosquitto.url },
      PORTERO_DATABASE_TIMEOUT_MS: '10000',
    });
    const host = createCoordinatorHost(config, { logger, roster });
    stops.add('coordinator', () => host.stop());
    await host.start();
    const { bundle } = await provisionEdge(
      { roster, dataDir, brokerUrl: mosquitto.url, logger },
      'hq/main/lobby',
    );

    walkPast = async ({ card, clock = systemClock } = {}) => {
      const camera = new PushedFrames();
      const cards = new CardFeed();
      const reports: AttemptReport[] = [];
      const agent = createEdgeAgent(
        {
          bundle: parseEdgeBundle({ ...bundle, doors: [{ door: 'front', independentFrames: true }] }),
          stateDir: join(dataDir, 'edge-state'),
          answerTimeoutMs: 10_000,
        },
        { encoder: listening, logger, clock, parts: { front: { source: camera, cardReader: cards } } },
      );
      agent.events.on('settled', (report) => reports.push(report));
      await agent.start();
      try {
        if (card !== undefined) cards.present(card);
        camera.push(photograph);
        await waitUntil(() => reports.length > 0, { timeoutMs: 30_000, what: 'the attempt is settled' });
        return reports[0]!;
      } finally {
        await agent.stop();
      }
    };
  });
  afterAll(() => stops.stop());

  /** The real encoder; what it gives is kept, so that it can be looked for. */
  const listening = {
    get engine() {
      return pool.engine;
    },
    get model() {
      return pool.model;
    },
    analyse: async (...given: Parameters<EncoderPool['analyse']>) => {
      const analysis = await pool.analyse(...given);
      embeddings.push(...analysis.faces.map(({ embedding }) => embedding));
      return analysis;
    },
  } as FaceEncoder;

  async function enrolMarie(): Promise<string> {
    const person = await roster.persons.add({ site: 'hq', displayName: NAME });
    const { faces } = await pool.analyse(readFileSync(sampleImage(1)));
    const face = faces.toSorted((a, b) => b.box.x - a.box.x)[0]!;
    await roster.templates.add({
      personId: person.id,
      modelId: pool.model.id,
      embedding: face.embedding,
      quality: face.quality.score,
      sourceHash: 'sample1',
    });
    await roster.grants.grant({ personId: person.id, place: 'hq/main' });
    await roster.cards.assign({ personId: person.id, token: CARD });
    return person.id;
  }

  it.each([
    ['right', 0],
    ['a day fast', DAY_MS],
    ['a day slow', -DAY_MS],
  ])('sees a door with a clock that is %s open for face, and for card and face', async (_clock, errorMs) => {
    const clock: Clock = { now: () => Date.now() + errorMs, monotonicMs: () => performance.now() };
    expect(await walkPast({ clock })).toMatchObject({ outcome: 'actuated', mode: 'identify' });
    expect(await walkPast({ clock, card: CARD })).toMatchObject({ outcome: 'actuated', mode: 'verify' });
    expect(await walkPast({ clock, card: 'of-nobody' })).toMatchObject({
      outcome: 'denied',
      reason: 'unknown_card',
    });
  });

  describe('has heard everything and', () => {
    const kinds = () => new Set(overheard.map(({ topic }) => parseTopic(topic)?.kind));
    const readings = () =>
      overheard.flatMap(({ topic, payload }) => [Buffer.from(topic), ...readingsOf(payload)]);
    const hits = (needles: readonly Buffer[], heard = readings()) =>
      needles.filter((needle) => heard.some((reading) => reading.includes(needle)));

    it('was told all kinds of messages, observations sealed', () => {
      expect(kinds()).toEqual(new Set(['observe', 'cmd', 'ack', 'state', 'status', 'config']));
      const observations = overheard.filter(({ topic }) => topic.endsWith('/observe'));
      expect(observations).toHaveLength(9);
      for (const { payload } of observations) expect(payload.toString().split('.')).toHaveLength(5);
    });

    it('finds no two values of an embedding in a row', () => {
      expect(embeddings.length).toBeGreaterThanOrEqual(9);
      const needles = embeddings.flatMap((embedding) => windowsOf(embedding));
      // The same search finds every one, in the order of bytes on the wire, in what is not sealed.
      const [first] = embeddings;
      const control = readingsOf(
        Buffer.from(
          `x.${Buffer.from(JSON.stringify({ e: encodeEmbedding(first!) })).toString('base64url')}.y`,
        ),
      );
      expect(hits(windowsOf(first!), control)).toHaveLength(first!.length - 1);
      expect(hits(needles)).toEqual([]);
    });

    it('finds neither card, nor name, nor person, in any spelling', () => {
      const words = [CARD, 'of-nobody', NAME, personId, 'personId', 'cardToken', 'quality'];
      const needles = words.flatMap((word) => [
        ...[word, word.toLowerCase()].map((text) => Buffer.from(text)),
        Buffer.from(word, 'utf16le'),
      ]);
      needles.push(Buffer.from(CARD, 'hex'));
      const control = readingsOf(Buffer.from(Buffer.from(`{"cardToken":"${CARD}"}`).toString('base64')));
      expect(hits([Buffer.from(CARD)], control)).toHaveLength(1);
      expect(hits(needles)).toEqual([]);
    });
  });
});
