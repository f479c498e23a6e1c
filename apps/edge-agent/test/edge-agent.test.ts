import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { generateSigningKey, importSigner, signRevocation, topics } from '@portero/protocol';
import { createMetricsRegistry, newId } from '@portero/runtime';
import { recordingLogger, sampleImage, temporaryFolder } from '@portero/testkit';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { createEdgeAgent } from '../src/agent.ts';
import type { EdgeAgentOptions } from '../src/agent-types.ts';
import { CardFeed } from '../src/cards/card-feed.ts';
import type { DoorConfigInput } from '../src/door-config.ts';
import type { EdgeEvents } from '../src/events.ts';
import { EDGE, type EdgeWorld, startEdgeWorld } from './edge-world.ts';
import { eventually } from './eventually.ts';
import { recordingActuator } from './recording-actuator.ts';

let encoder: EncoderPool;
let world: EdgeWorld;
const photos = temporaryFolder();
const twoPhotos = temporaryFolder();

beforeAll(async () => {
  await copyFile(sampleImage(1), join(photos, 'group.jpg'));
  for (const number of [1, 2] as const) await copyFile(sampleImage(number), join(twoPhotos, `${number}.jpg`));
  encoder = await createEncoderPool({ workers: 1 }, { logger: recordingLogger().logger });
});
afterAll(() => encoder.stop());
beforeEach(async () => {
  world = await startEdgeWorld();
  onTestFinished(() => world.stop());
});

/** An agent with one door that looks at one photograph, and everything that it says. */
function makeAgent(door: Partial<DoorConfigInput> = {}, options: Partial<EdgeAgentOptions> = {}) {
  const actuator = recordingActuator();
  const card = new CardFeed();
  const log = recordingLogger();
  const registry = createMetricsRegistry('test');
  const front = { door: 'front', camera: `dir:${photos}`, independentFrames: true, maxFaces: 1, ...door };
  const bundle = world.bundle([front]);
  const agent = createEdgeAgent(
    { bundle, ...options },
    { encoder, logger: log.logger, registry, parts: { front: { actuator, cardReader: card } } },
  );
  const events: { name: keyof EdgeEvents; payload: EdgeEvents[keyof EdgeEvents] }[] = [];
  const names = [
    'frame',
    'observed',
    'answered',
    'actuated',
    'refused',
    'settled',
    'commandRefused',
  ] as const;
  for (const name of names) agent.events.on(name, (payload) => events.push({ name, payload }));
  onTestFinished(() => agent.stop());
  const refusals = () =>
    events.flatMap(({ name, payload }) =>
      name === 'commandRefused' && 'reason' in payload ? [payload.reason] : [],
    );
  return { agent, actuator, card, log, registry, events, refusals };
}

it('opens the door on a verified unlock, acknowledges it, and tells each stage', async () => {
  world.answer = (observation) => world.sendCommand(world.command(observation));
  const { agent, actuator, events, registry, log } = makeAgent();
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
    ...{ requestId: observation?.requestId, outcome: 'actuated', reason: 'granted', personId: 'p-1' },
    ...{ message: 'Welcome in!', frame: { index: 0, label: 'group.jpg' } },
    timings: { encodeMs: expect.any(Number), answerMs: expect.any(Number), actuateMs: expect.any(Number) },
  });
  await eventually(() =>
    expect(world.acks).toMatchObject([{ requestId: observation?.requestId, outcome: 'actuated' }]),
  );
  expect(await registry.metrics()).toMatch(/portero_edge_attempts_total\{.*outcome="actuated".*\} 1/);
  expect(log.text()).toContain(observation?.requestId);
  for (const secret of [observation?.embedding.slice(0, 40), 'edge-password', 'group.jpg']) {
    expect(log.text()).not.toContain(secret);
  }
});

it('obeys exactly the one right command among forged, misdirected and replayed ones', async () => {
  const forger = await generateSigningKey();
  const earlier: string[] = [];
  world.answer = async (observation) => {
    const right = world.command(observation);
    const [header, payload, signature] = right.split('.');
    const tampered = Buffer.from(payload ?? '', 'base64url')
      .toString()
      .replace('1500', '9999');
    await world.sendCommand(world.command(observation, {}, forger));
    await world.sendCommand([header, Buffer.from(tampered).toString('base64url'), signature].join('.'));
    await world.sendCommand(world.command(observation, { aud: 'hq/main/lobby/back' }));
    await world.sendCommand(world.command(observation, { bootId: newId() }));
    await world.sendCommand(world.command(observation, { requestId: newId() }));
    await world.sendCommand('not a command');
    for (const replayed of earlier.splice(0)) await world.sendCommand(replayed);
    await world.sendCommand(right);
    await world.sendCommand(right);
    earlier.push(right);
  };
  const { agent, actuator, refusals, events } = makeAgent({ camera: `dir:${twoPhotos}` });
  await agent.start();
  await agent.finished();

  const injected = ['unknown_key', 'bad_signature', 'wrong_door', 'wrong_boot', 'unknown_nonce', 'malformed'];
  await eventually(() =>
    expect(refusals()).toEqual([...injected, 'nonce_used', ...injected, 'nonce_used', 'nonce_used']),
  );
  expect(actuator.unlocks.map(({ requestId }) => requestId)).toEqual(
    world.observations.map(({ requestId }) => requestId),
  );
  expect(actuator.unlocks.map(({ pulseMs }) => pulseMs)).toEqual([1500, 1500]);
  expect(events.filter(({ name }) => name === 'settled')).toHaveLength(2);
  await eventually(() => expect(world.acks.map(({ outcome }) => outcome)).toEqual(['actuated', 'actuated']));
});

it('refuses a command that the broker kept, even the right one', async () => {
  const first = makeAgent();
  world.answer = (observation) => world.sendCommand(world.command(observation), { retain: true });
  await first.agent.start();
  await first.agent.finished();
  await first.agent.stop();
  world.answer = () => {};
  const second = makeAgent({}, { answerTimeoutMs: 200 });
  await second.agent.start();
  await second.agent.finished();
  expect(second.refusals()).toEqual(['retained']);
  expect(second.actuator.unlocks).toEqual([]);
});

it('keeps the door shut without an answer, and refuses the answer that comes too late', async () => {
  const { agent, actuator, refusals, events } = makeAgent({}, { answerTimeoutMs: 100 });
  world.answer = async (observation) => {
    await eventually(() => expect(events.at(-1)?.name).toBe('settled'));
    await world.sendCommand(world.command(observation));
  };
  await agent.start();
  await eventually(() => expect(refusals()).toEqual(['expired']));
  expect(actuator.unlocks).toEqual([]);
  expect(events.find(({ name }) => name === 'settled')?.payload).toMatchObject({
    outcome: 'refused',
    reason: 'no_answer',
  });
  await eventually(() => expect(world.acks.map(({ reason }) => reason)).toEqual(['no_answer', 'expired']));
});

it('shows a denial in the language of the door and acknowledges that it was shown', async () => {
  world.answer = (observation) =>
    world.sendCommand(
      world.command(observation, { action: 'deny', reason: 'unknown_face', pulseMs: undefined }),
    );
  const { agent, actuator, events } = makeAgent({}, { language: 'es' });
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
  const { agent, actuator, events } = makeAgent();
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
  const { agent, card, events, log } = makeAgent({ mode: 'verify', camera, independentFrames: false });
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
  const { agent, actuator, events } = makeAgent({
    camera,
    independentFrames: false,
    attempt: { maxFrames: 2 },
  });
  await agent.start();
  await eventually(() => expect(events.filter(({ name }) => name === 'frame').length).toBeGreaterThan(8));
  expect(actuator.unlocks).toHaveLength(1);
  expect(world.observations).toHaveLength(1);
});

it('no longer obeys a key that a signed message revokes', async () => {
  const { agent, actuator, refusals } = makeAgent({}, { answerTimeoutMs: 300 });
  const times = { issuedAt: Date.now(), expiresAt: Date.now() + 60_000 };
  const revocation = {
    v: 1,
    edge: 'hq/main/lobby',
    version: 1,
    ...times,
    revokedKids: [world.coordinatorKey.kid],
  };
  const signed = signRevocation({ ...revocation, v: 1 }, importSigner(world.coordinatorKey.privateJwk));
  await world.publish(topics.revoke(EDGE), signed);
  world.answer = (observation) => world.sendCommand(world.command(observation));
  await agent.start();
  await agent.finished();
  expect(refusals()).toContain('revoked_key');
  expect(actuator.unlocks).toEqual([]);
});

it('ends an attempt that waits for its answer when it is stopped', async () => {
  const { agent, events } = makeAgent({}, { answerTimeoutMs: 10_000 });
  await agent.start();
  await eventually(() => expect(world.observations).toHaveLength(1));
  await agent.stop();
  expect(events.at(-1)?.payload).toMatchObject({ outcome: 'refused', reason: 'stopped' });
});
