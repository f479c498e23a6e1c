import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { generateSigningKey, importSigner, signRevocation, topics } from '@portero/protocol';
import { newId, silentLogger } from '@portero/runtime';
import { sampleImage, temporaryFolder } from '@portero/testkit';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { makeAgent } from './agent-fixture.ts';
import { EDGE, type EdgeWorld, startEdgeWorld } from './edge-world.ts';
import { eventually } from './eventually.ts';

let encoder: EncoderPool;
let world: EdgeWorld;
const photos = temporaryFolder();

beforeAll(async () => {
  for (const number of [1, 2] as const) await copyFile(sampleImage(number), join(photos, `${number}.jpg`));
  encoder = await createEncoderPool({ workers: 1 }, { logger: silentLogger() });
});
afterAll(() => encoder.stop());
beforeEach(async () => {
  world = await startEdgeWorld();
  onTestFinished(() => world.stop());
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
  const { agent, actuator, refusals, events } = makeAgent({ world, encoder, photos });
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
  const first = makeAgent({ world, encoder, photos });
  world.answer = (observation) => world.sendCommand(world.command(observation), { retain: true });
  await first.agent.start();
  await first.agent.finished();
  await first.agent.stop();
  world.answer = () => {};
  const second = makeAgent({ world, encoder, photos }, {}, { answerTimeoutMs: 200 });
  await second.agent.start();
  await second.agent.finished();
  expect(second.refusals()).toEqual(['retained']);
  expect(second.actuator.unlocks).toEqual([]);
});

it('keeps the door shut without an answer, and refuses the answer that comes too late', async () => {
  const { agent, actuator, refusals, events } = makeAgent(
    { world, encoder, photos },
    {},
    { answerTimeoutMs: 100 },
  );
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

it('no longer obeys a key that a signed message revokes, from that moment on and after a restart', async () => {
  const times = { issuedAt: Date.now(), expiresAt: Date.now() + 60_000 };
  const revocation = { v: 1, edge: 'hq/main/lobby', version: 1, ...times } as const;
  const signer = importSigner(world.coordinatorKey.privateJwk);
  const signed = signRevocation({ ...revocation, revokedKids: [world.coordinatorKey.kid] }, signer);
  world.answer = async (observation) => {
    await world.publish(topics.revoke(EDGE), signed);
    await world.sendCommand(world.command(observation));
  };
  for (const start of ['running', 'restarted']) {
    const { agent, actuator, refusals } = makeAgent({ world, encoder, photos }, {}, { answerTimeoutMs: 300 });
    await agent.start();
    await agent.finished();
    expect(refusals(), start).toContain('revoked_key');
    expect(actuator.unlocks, start).toEqual([]);
    await agent.stop();
  }
});
