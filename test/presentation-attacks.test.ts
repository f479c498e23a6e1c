import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PadDemand } from '@portero/access';
import { connectBus } from '@portero/bus';
import {
  BrokerAccounts,
  type CoordinatorHost,
  createCoordinatorHost,
  provisionEdge,
  readCoordinatorConfig,
} from '@portero/coordinator';
import {
  type AttemptReport,
  CardFeed,
  type ChallengedEvent,
  createActuator,
  createEdgeAgent,
  type PromptEvent,
  parseEdgeBundle,
} from '@portero/edge-agent';
import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { type DoorStatus, parseDoorStatus, topics } from '@portero/protocol';
import { openRoster, type Roster } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { ManualClock, makeFolder, waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type FilmedFace, filmFace } from './support/filmed-face.ts';
import { FilmingCamera } from './support/filming-camera.ts';

const PLACE = { site: 'hq', building: 'main', edge: 'lobby', door: 'front' };
const EDGE = 'hq/main/lobby';
const FRONT = `${EDGE}/front`;
const CARD = 'card-of-ada';
const logger = silentLogger();
/** Nothing here waits for wall-clock time, but a busy machine takes its time with eighty pictures. */
const PATIENCE = { timeoutMs: 110_000 };

describe('a door that makes sure that somebody is there in person', { timeout: 120_000 }, () => {
  const dataDir = makeFolder();
  let roster: Roster;
  let host: CoordinatorHost;
  let encoder: EncoderPool;
  let ada: FilmedFace;
  let eve: FilmedFace;

  beforeAll(async () => {
    encoder = await createEncoderPool({ workers: 1 }, { logger });
    [ada, eve] = [await filmFace(5, encoder), await filmFace(6, encoder)];
    roster = await openRoster({ dataDir: join(dataDir, 'roster') }, { logger });
    await roster.places.ensureBuilding('hq/main');
    await roster.places.addEdge(EDGE);
    await roster.places.addDoor(FRONT, { mode: 'either' });
    const { id: personId } = await roster.persons.add({ site: 'hq', displayName: 'Ada' });
    const { faces } = await encoder.analyse(ada.photograph, { maxFaces: 1 });
    for (const sourceHash of ['first', 'second']) {
      const { embedding } = faces[0]!;
      await roster.templates.add({
        personId,
        modelId: encoder.model.id,
        embedding,
        quality: 0.9,
        sourceHash,
      });
    }
    await roster.grants.grant({ personId, place: 'hq/main' });
    await roster.cards.assign({ personId, token: CARD });
    const config = {
      ...readCoordinatorConfig({ PORTERO_DATA_DIR: dataDir }),
      ...{ brokerPort: 0, databaseTimeoutMs: 10_000 },
    };
    host = createCoordinatorHost(config, { logger, roster });
    await host.start();
  }, 120_000);
  afterAll(async () => {
    await host?.stop();
    await roster?.stop();
    await encoder?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** A door that demands this, its camera on nobody yet. */
  async function openDoor(pad: PadDemand) {
    await roster.places.updateDoor(FRONT, { pad });
    const { brokerUrl } = host.running;
    const { bundle } = await provisionEdge({ roster, dataDir, brokerUrl, logger }, EDGE);
    const doors = bundle.doors.map((door) => ({ ...door, challengeSteps: 2 }));
    const clock = new ManualClock(Date.now());
    const camera = new FilmingCamera({ clock });
    const cards = new CardFeed();
    const actuator = createActuator({ kind: 'log' }, { logger });
    const agent = createEdgeAgent(
      { bundle: parseEdgeBundle({ ...bundle, doors }), answerTimeoutMs: 10_000 },
      { encoder, logger, clock, parts: { front: { source: camera, cardReader: cards, actuator } } },
    );
    onTestFinished(() => agent.stop());
    const reports: AttemptReport[] = [];
    const challenges: ChallengedEvent[] = [];
    const prompts: PromptEvent[] = [];
    agent.events.on('settled', (report) => reports.push(report));
    agent.events.on('challenged', (event) => challenges.push(event));
    const promptedAt: number[] = [];
    agent.events.on('prompt', (event) => {
      prompts.push(event);
      promptedAt.push(clock.now());
    });
    await agent.start();
    return {
      ...{ camera, cards, reports, challenges, prompts },
      begunAt: () => promptedAt[0]!,
      endedAt: () => promptedAt.at(-1)!,
      async settled(): Promise<AttemptReport> {
        await waitUntil(() => reports.length > 0, { ...PATIENCE, what: 'an attempt to be settled' });
        return reports[0]!;
      },
      async decision() {
        const { requestId } = await this.settled();
        return roster.decisions.findByRequestId(requestId);
      },
    };
  }

  /** What a display beside the door is told, over the broker and with an account that may only listen. */
  async function watchStatus(): Promise<readonly DoorStatus[]> {
    const username = 'display';
    const password = await new BrokerAccounts({ dataDir }).issue({ role: 'observer', username });
    const { brokerUrl: url } = host.running;
    const bus = await connectBus({ url, clientId: username, username, password }, { logger });
    onTestFinished(() => bus.stop());
    const statuses: DoorStatus[] = [];
    await bus.subscribe(topics.doorStatus(PLACE), ({ payload }) => {
      const status = parseDoorStatus(payload);
      if (status.ok) statuses.push(status.value);
    });
    return statuses;
  }

  type OpenDoor = Awaited<ReturnType<typeof openDoor>>;

  /** Turns the head by so much a picture towards what is asked for, and back when it is not. */
  function obeying(face: FilmedFace, { prompts }: OpenDoor, side: 1 | -1 = 1): () => Buffer {
    const towards: Record<string, number> = { turn_head_left: 40 * side, turn_head_right: -40 * side };
    let yaw = 0;
    return () => {
      const aim = towards[prompts.at(-1)?.prompt ?? ''] ?? 0;
      yaw += Math.max(-10, Math.min(10, aim - yaw));
      return face.at(yaw);
    };
  }

  it('opens for a person who turns the head as asked, recognised by what the challenge showed', async () => {
    const door = await openDoor('active');
    const statuses = await watchStatus();
    door.camera.film(obeying(ada, door));
    expect(await door.settled()).toMatchObject({ outcome: 'actuated', reason: 'granted', pictures: 3 });
    expect(door.challenges).toMatchObject([{ outcome: 'performed' }]);
    const asked = door.prompts.map(({ prompt }) => prompt);
    expect(asked[0]).toBe('face_camera');
    expect(asked.at(-1)).toBeUndefined();
    // The lock's own changes are told of as well, with the prompt of the moment.
    const shown = () =>
      statuses.map(({ prompt }) => prompt).filter((prompt, n, all) => n === 0 || prompt !== all[n - 1]);
    await waitUntil(() => shown().length > asked.length, { ...PATIENCE, what: 'the display to be cleared' });
    expect(shown()).toEqual([undefined, ...asked]);
    const decision = await door.decision();
    expect(decision).toMatchObject({ action: 'unlock', pad: { demand: 'active', challenge: 'performed' } });
    const { begunAt, endedAt } = door;
    for (const { capturedAt } of decision!.frames!.seen) {
      expect(capturedAt).toBeGreaterThan(begunAt());
      expect(capturedAt).toBeLessThan(endedAt());
    }
  });

  it('opens where both are required, with the score of the pictures', async () => {
    const door = await openDoor('required');
    door.camera.film(obeying(ada, door));
    expect(await door.settled()).toMatchObject({ outcome: 'actuated' });
    expect(await door.decision()).toMatchObject({
      pad: { demand: 'required', minScore: 0.5, challenge: 'performed', score: expect.any(Number) },
    });
  });

  it('stays shut for a photograph of that person held still', async () => {
    const door = await openDoor('active');
    door.camera.film(() => ada.photograph);
    expect(await door.settled()).toMatchObject({ outcome: 'denied', reason: 'pad_failed' });
    expect(await door.decision()).toMatchObject({
      ...{ action: 'deny', reason: 'pad_failed' },
      pad: { demand: 'active', challenge: 'expired' },
    });
  });

  it('stays shut for turns to the wrong side, as of a recording of another challenge', async () => {
    const door = await openDoor('active');
    door.camera.film(obeying(ada, door, -1));
    expect(await door.settled()).toMatchObject({ outcome: 'denied', reason: 'pad_failed' });
    expect(door.challenges).toMatchObject([{ outcome: 'failed', reason: 'wrong_action' }]);
  });

  it('stays shut when a stranger turns and then holds up the photograph', async () => {
    const door = await openDoor('active');
    const turn = obeying(eve, door);
    // As soon as the first turn is done, the photograph of somebody who is let in takes the stranger's place.
    const turns = () => door.prompts.filter(({ prompt }) => prompt === 'face_camera').length;
    door.camera.film(() => (turns() < 2 ? turn() : ada.photograph));
    await door.settled();
    expect(door.challenges[0]).toMatchObject({ outcome: 'failed' });
    expect(door.reports.some(({ outcome }) => outcome === 'actuated')).toBe(false);
  });

  it('stays shut when the camera falls silent in the middle of it, and clears the display', async () => {
    const door = await openDoor('active');
    const person = obeying(ada, door);
    door.camera.film(() => (door.prompts.length < 2 ? person() : undefined));
    expect(await door.settled()).toMatchObject({ outcome: 'denied' });
    expect(door.challenges).toMatchObject([{ outcome: 'expired' }]);
    expect(door.prompts.at(-1)).not.toHaveProperty('prompt');
  });

  it('asks nobody to turn who shows a card first, nor at a door without a challenge', async () => {
    const door = await openDoor('active');
    door.cards.present(CARD);
    door.camera.film(() => ada.photograph);
    expect(await door.settled()).toMatchObject({ outcome: 'actuated', mode: 'verify' });
    expect(door.prompts).toEqual([]);
    expect(await door.decision()).toMatchObject({ action: 'unlock', pad: { demand: 'active' } });
    const passive = await openDoor('passive');
    passive.camera.film(() => ada.photograph);
    expect(await passive.decision()).toMatchObject({ pad: { demand: 'passive', score: expect.any(Number) } });
    expect(passive.prompts).toEqual([]);
  });

  it('breaks a challenge off for a card that is shown while it runs', async () => {
    const door = await openDoor('active');
    door.camera.film(() => {
      if (door.prompts.length === 2) door.cards.present(CARD);
      return ada.photograph;
    });
    expect(await door.settled()).toMatchObject({ outcome: 'actuated', mode: 'verify' });
    expect(door.challenges).toEqual([]);
  });
});
