import { silentLogger } from '@portero/runtime';
import { freePort } from '@portero/testkit';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { createEdgeAgent } from '../src/agent.ts';
import { type EdgeWorld, startEdgeWorld } from './edge-world.ts';
import { eventually } from './eventually.ts';
import { oneFaceEncoder as encoder, manualCamera } from './manual-camera.ts';
import { recordingActuator } from './recording-actuator.ts';

let world: EdgeWorld;
let port: number;

beforeEach(async () => {
  port = await freePort();
  world = await startEdgeWorld({ port });
  onTestFinished(() => world.stop());
});

async function startAgent() {
  const source = manualCamera();
  const actuator = recordingActuator();
  const bundle = world.bundle([{ door: 'front', independentFrames: true }]);
  const agent = createEdgeAgent(
    { bundle, answerTimeoutMs: 300 },
    { encoder, logger: silentLogger(), parts: { front: { source, actuator } } },
  );
  const outcomes: string[] = [];
  agent.events.on('settled', ({ outcome, reason }) => outcomes.push(`${outcome}: ${reason}`));
  onTestFinished(() => agent.stop());
  await agent.start();
  return { agent, source, actuator, outcomes };
}

it('says that it is online, what its door is like, and that it has stopped', async () => {
  const { agent } = await startAgent();
  await eventually(() => expect(world.states).toMatchObject([{ status: 'online', engine: 'wasm' }]));
  expect(world.statuses[0]).toMatchObject({ lock: 'locked', contact: 'unknown', failMode: 'secure' });
  await agent.stop();
  await eventually(() => expect(world.states.map(({ status }) => status)).toEqual(['online', 'stopped']));
});

it('is a new boot at each start', async () => {
  const first = await startAgent();
  await first.agent.stop();
  await startAgent();
  await eventually(() => expect(world.states).toHaveLength(3));
  expect(new Set(world.states.map(({ bootId }) => bootId)).size).toBe(2);
});

it('sends nothing that was seen while the broker was away, and works again when it is back', async () => {
  const { agent, source, actuator, outcomes } = await startAgent();
  const connections: boolean[] = [];
  agent.events.on('connection', ({ connected }) => connections.push(connected));
  await eventually(() => expect(world.states).toHaveLength(1));
  await world.stop();
  await eventually(() => expect(agent.connected).toBe(false));
  source.show();
  await eventually(() => expect(outcomes).toEqual(['refused: offline']));

  const before = world;
  world = await startEdgeWorld({ port });
  await eventually(() => expect(agent.connected).toBe(true));
  await eventually(() => expect(world.states).toMatchObject([{ status: 'online' }]));
  await eventually(() => expect(world.statuses).toHaveLength(1));
  expect(world.states[0]?.bootId).toBe(before.states[0]?.bootId);
  expect(connections).toEqual([false, true]);

  // The keys of the new world are others: what counts is that the observation arrives and the old one does not.
  source.show();
  await eventually(() => expect(outcomes).toHaveLength(2));
  expect(outcomes[1]).toBe('refused: no_answer');
  expect(actuator.unlocks).toEqual([]);
});

it('does not start when the broker turns it down', async () => {
  const bundle = { ...world.bundle(['front']), password: 'wrong' };
  const agent = createEdgeAgent({ bundle }, { encoder, logger: silentLogger() });
  onTestFinished(() => agent.stop());
  await expect(agent.start()).rejects.toMatchObject({ code: 'CONNECT_REFUSED' });
});

it('does not start a door that has no camera', async () => {
  const agent = createEdgeAgent({ bundle: world.bundle(['front']) }, { encoder, logger: silentLogger() });
  onTestFinished(() => agent.stop());
  await expect(agent.start()).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('PORTERO_CAMERA'),
  });
});
