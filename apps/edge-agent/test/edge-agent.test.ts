import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { silentLogger } from '@portero/runtime';
import { sampleImage, temporaryFolder } from '@portero/testkit';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { makeAgent } from './agent-fixture.ts';
import { type EdgeWorld, startEdgeWorld } from './edge-world.ts';
import { eventually } from './eventually.ts';

let encoder: EncoderPool;
let world: EdgeWorld;
const photos = temporaryFolder();

beforeAll(async () => {
  await copyFile(sampleImage(1), join(photos, 'group.jpg'));
  encoder = await createEncoderPool({ workers: 1 }, { logger: silentLogger() });
});
afterAll(() => encoder.stop());
beforeEach(async () => {
  world = await startEdgeWorld();
  onTestFinished(() => world.stop());
});

it('opens the door on a verified unlock, acknowledges it, and tells each stage', async () => {
  world.answer = (observation) => world.sendCommand(world.command(observation));
  const { agent, actuator, events, registry, log } = makeAgent({ world, encoder, photos });
  await agent.start();
  await agent.finished();

  const [observation] = world.observations;
  expect(observation).toMatchObject({
    door: 'hq/main/lobby/front',
    mode: 'identify',
    seq: 0,
    modelId: encoder.model.id,
  });
  expect(actuator.unlocks).toEqual([
    { pulseMs: 1500, door: 'hq/main/lobby/front', requestId: observation?.requestId },
  ]);
  expect(events.map(({ name }) => name)).toEqual(['frame', 'observed', 'answered', 'actuated', 'settled']);
  expect(events.at(-1)?.payload).toMatchObject({
    ...{ requestId: observation?.requestId, outcome: 'actuated', reason: 'granted' },
    ...{ message: 'Welcome in!', frame: { index: 0, label: 'group.jpg' } },
    timings: { encodeMs: expect.any(Number), answerMs: expect.any(Number), actuateMs: expect.any(Number) },
  });
  await eventually(() =>
    expect(world.acks).toMatchObject([{ requestId: observation?.requestId, outcome: 'actuated' }]),
  );
  expect(await registry.metrics()).toMatch(/portero_edge_attempts_total\{.*outcome="actuated".*\} 1/);
  expect(log.text()).toContain(observation?.requestId);
  for (const secret of [observation?.frames[0]?.embedding.slice(0, 40), 'edge-password', 'group.jpg']) {
    expect(log.text()).not.toContain(secret);
  }
});

it('shows a denial in the language of the door and acknowledges that it was shown', async () => {
  world.answer = (observation) =>
    world.sendCommand(
      world.command(observation, { action: 'deny', reason: 'unknown_face', pulseMs: undefined }),
    );
  const { agent, actuator, events } = makeAgent({ world, encoder, photos }, {}, { language: 'es' });
  await agent.start();
  await agent.finished();
  expect(actuator.unlocks).toEqual([]);
  expect(events.at(-1)?.payload).toMatchObject({
    ...{ outcome: 'denied', reason: 'unknown_face' },
    message: expect.stringContaining('No le reconozco'),
  });
  await eventually(() => expect(world.acks).toMatchObject([{ outcome: 'shown', reason: 'unknown_face' }]));
});

it('acknowledges a lock that does not obey as refused', async () => {
  world.answer = (observation) => world.sendCommand(world.command(observation));
  const { agent, actuator, events } = makeAgent({ world, encoder, photos });
  actuator.failure = new Error('relay unplugged');
  await agent.start();
  await agent.finished();
  expect(events.map(({ name }) => name).slice(-3)).toEqual(['answered', 'refused', 'settled']);
  expect(events.at(-1)?.payload).toMatchObject({ outcome: 'refused', reason: 'actuator_failed' });
  await eventually(() =>
    expect(world.acks).toMatchObject([{ outcome: 'refused', reason: 'actuator_failed' }]),
  );
});

it('waits for a card at a door that verifies, and sends its token with the next face only', async () => {
  world.answer = (observation) => world.sendCommand(world.command(observation));
  const camera = { uri: `dir:${photos}`, loop: true, intervalMs: 20 };
  const { agent, card, events, log } = makeAgent(
    { world, encoder, photos },
    { mode: 'verify', camera, independentFrames: false },
  );
  await agent.start();
  await eventually(() => expect(events.filter(({ name }) => name === 'frame').length).toBeGreaterThan(2));
  expect(world.observations).toEqual([]);
  card.present('CARD-04A1B2');
  await eventually(() => expect(world.observations).toHaveLength(1));
  expect(world.observations[0]).toMatchObject({
    mode: 'verify',
    cardToken: 'CARD-04A1B2',
    trackId: expect.any(String),
  });
  const seen = events.length;
  await eventually(() => expect(events.length).toBeGreaterThan(seen + 3));
  expect(world.observations).toHaveLength(1);
  expect(log.text()).not.toContain('04A1B2');
});

it('makes one attempt of a person who stays in front of the camera', async () => {
  world.answer = (observation) => world.sendCommand(world.command(observation));
  const camera = { uri: `dir:${photos}`, loop: true };
  const { agent, actuator, events } = makeAgent(
    { world, encoder, photos },
    {
      camera,
      independentFrames: false,
      attempt: { maxFrames: 2 },
    },
  );
  await agent.start();
  await eventually(() => expect(events.filter(({ name }) => name === 'frame').length).toBeGreaterThan(8));
  expect(actuator.unlocks).toHaveLength(1);
  expect(world.observations).toHaveLength(1);
  const { frames } = world.observations[0]!;
  expect(frames).toHaveLength(2);
  expect(frames[1]!.capturedAt).toBeGreaterThan(frames[0]!.capturedAt);
  expect(events.find(({ name }) => name === 'settled')?.payload).toMatchObject({
    pictures: 2,
    timings: { collectMs: expect.any(Number) },
  });
});

it('asks again after a glance was too short, as often as it takes, without a lock-out', async () => {
  world.answer = (observation) =>
    world.sendCommand(
      world.command(observation, { action: 'deny', reason: 'too_few_frames', pulseMs: undefined }),
    );
  const { agent, events } = makeAgent(
    { world, encoder, photos },
    {
      camera: { uri: `dir:${photos}`, loop: true },
      independentFrames: false,
      attempt: { maxFrames: 1, retryMs: 0, maxDenials: 1, lockoutMs: 3_600_000 },
    },
  );
  await agent.start();
  await eventually(() => expect(world.observations.length).toBeGreaterThan(2));
  const settled = events.find(({ name }) => name === 'settled');
  expect(settled?.payload).toMatchObject({
    outcome: 'denied',
    message: 'Please look at the camera a little longer.',
  });
});

it('ends an attempt that waits for its answer when it is stopped', async () => {
  const { agent, events } = makeAgent({ world, encoder, photos }, {}, { answerTimeoutMs: 10_000 });
  await agent.start();
  await eventually(() => expect(world.observations).toHaveLength(1));
  await agent.stop();
  expect(events.at(-1)?.payload).toMatchObject({ outcome: 'refused', reason: 'stopped' });
});
