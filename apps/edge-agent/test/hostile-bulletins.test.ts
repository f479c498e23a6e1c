import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EdgeConfigInput,
  generateSigningKey,
  importSigner,
  type SigningKey,
  signEdgeConfig,
  signRevocation,
  topics,
} from '@portero/protocol';
import { type Clock, systemClock } from '@portero/runtime';
import { recordingLogger, temporaryFolder } from '@portero/testkit';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createEdgeAgent } from '../src/agent.ts';
import type { EdgeBundleInput } from '../src/edge-bundle.ts';
import { EDGE, type EdgeWorld, startEdgeWorld } from './edge-world.ts';
import { eventually } from './eventually.ts';
import { manualCamera, oneFaceEncoder } from './manual-camera.ts';
import { recordingActuator } from './recording-actuator.ts';

const DAY_MS = 86_400_000;
const DOORS: EdgeConfigInput['doors'] = [
  { door: 'front', active: true, mode: 'either', failMode: 'secure', pulseMs: 3000 },
];

let world: EdgeWorld;
beforeEach(async () => {
  world = await startEdgeWorld();
  onTestFinished(() => world.stop());
});

function times() {
  return { issuedAt: Date.now(), expiresAt: Date.now() + 30 * DAY_MS };
}

function config(version: number, changes: Partial<EdgeConfigInput> = {}, by = world.coordinatorKey): string {
  const coordinatorKeys = [world.coordinatorKey.publicJwk];
  return signEdgeConfig(
    { v: 1, edge: 'hq/main/lobby', version, ...times(), coordinatorKeys, doors: DOORS, ...changes },
    importSigner(by.privateJwk),
  );
}

function publishConfig(...given: Parameters<typeof config>) {
  return world.publish(topics.config(EDGE), config(...given));
}

interface Start {
  stateDir?: string;
  clock?: Clock;
  bundle?: Partial<EdgeBundleInput>;
}

async function startAgent({ stateDir, clock, bundle }: Start = {}) {
  const source = manualCamera();
  const actuator = recordingActuator();
  const log = recordingLogger();
  const agent = createEdgeAgent(
    {
      bundle: world.bundle([{ door: 'front', independentFrames: true }], bundle),
      ...(stateDir !== undefined && { stateDir }),
    },
    {
      encoder: oneFaceEncoder,
      logger: log.logger,
      clock: clock ?? systemClock,
      parts: { front: { source, actuator } },
    },
  );
  onTestFinished(() => agent.stop());
  const refusals: string[] = [];
  let settled = 0;
  agent.events.on('commandRefused', ({ reason }) => refusals.push(reason));
  agent.events.on('settled', () => settled++);
  await agent.start();
  const said = (msg: string) => log.records.filter((line) => line.msg === msg);
  return {
    ...{ agent, actuator, refusals },
    refusedBulletins: () =>
      said('a signed message was refused and changes nothing').map(
        ({ topic, reason }) => `${topic} ${reason}`,
      ),
    changes: () => said('the trusted keys changed').length,
    async walkPast() {
      const before = settled;
      source.show();
      await eventually(() => expect(settled).toBe(before + 1));
    },
  };
}

/** The coordinator answers every observation with an unlock under this key. */
function answerWith(key: SigningKey) {
  world.answer = (observation) => world.sendCommand(world.command(observation, {}, key));
}

const isSealed = (payload: string | undefined) => payload?.split('.').length === 5;

describe('the seal', () => {
  it('is on from the first observation when the bundle has the key', async () => {
    answerWith(world.coordinatorKey);
    const { walkPast, actuator } = await startAgent();
    await walkPast();
    expect(world.payloads.map(isSealed)).toEqual([true]);
    expect(actuator.unlocks).toHaveLength(1);
  });

  it('comes with a signed configuration, without a restart, and never goes away again', async () => {
    answerWith(world.coordinatorKey);
    const stateDir = join(temporaryFolder(), 'state');
    const bundle = { sealingKey: undefined };
    const first = await startAgent({ stateDir, bundle });
    await first.walkPast();
    await publishConfig(1, { sealingKey: world.sealingKey.publicJwk });
    await eventually(() => expect(first.changes()).toBe(1));
    await first.walkPast();
    await publishConfig(2);
    await eventually(() => expect(first.changes()).toBe(2));
    await first.walkPast();
    await first.agent.stop();
    const second = await startAgent({ stateDir, bundle });
    await second.walkPast();
    expect(world.payloads.map(isSealed)).toEqual([false, true, true, true]);
    expect(first.actuator.unlocks.length + second.actuator.unlocks.length).toBe(4);
  });
});

describe('a broker that plays old messages back after a restart', () => {
  it('cannot bring back a coordinator key that a later configuration replaced', async () => {
    const next = await generateSigningKey();
    const stateDir = join(temporaryFolder(), 'state');
    const old = config(1);
    const first = await startAgent({ stateDir });
    await world.publish(topics.config(EDGE), old);
    await eventually(() => expect(first.changes()).toBe(1));
    await publishConfig(2, { coordinatorKeys: [world.coordinatorKey.publicJwk, next.publicJwk] });
    await eventually(() => expect(first.changes()).toBe(2));
    await publishConfig(3, { coordinatorKeys: [next.publicJwk] }, next);
    await eventually(() => expect(first.changes()).toBe(3));
    await first.agent.stop();

    await world.publish(topics.config(EDGE), old);
    const again = await startAgent({ stateDir });
    answerWith(world.coordinatorKey);
    await again.walkPast();
    expect(again.refusedBulletins()).toEqual(['config unknown_key']);
    expect(new Set(again.refusals)).toEqual(new Set(['unknown_key']));
    answerWith(next);
    await again.walkPast();
    expect(again.actuator.unlocks).toHaveLength(1);
  });

  it('cannot bring back an old configuration of a key that is still believed', async () => {
    const stateDir = join(temporaryFolder(), 'state');
    const first = await startAgent({ stateDir });
    await publishConfig(7);
    await eventually(() => expect(first.changes()).toBe(1));
    await first.agent.stop();
    await publishConfig(6);
    const again = await startAgent({ stateDir });
    await eventually(() => expect(again.refusedBulletins()).toEqual(['config rolled_back']));
    const forgetful = await startAgent();
    await eventually(() => expect(forgetful.changes()).toBe(1));
  });

  it('cannot make an edge forget a revocation by keeping the message back', async () => {
    const stateDir = join(temporaryFolder(), 'state');
    const other = await generateSigningKey();
    const bundle = { coordinatorKeys: [world.coordinatorKey.publicJwk, other.publicJwk] };
    const first = await startAgent({ stateDir, bundle });
    const signed = signRevocation(
      { v: 1, edge: 'hq/main/lobby', version: 1, revokedKids: [other.kid], ...times() },
      importSigner(world.coordinatorKey.privateJwk),
    );
    await world.publish(topics.revoke(EDGE), signed);
    await eventually(() => expect(first.changes()).toBe(1));
    await first.agent.stop();
    await world.publish(topics.revoke(EDGE), '');
    const again = await startAgent({ stateDir, bundle });
    answerWith(other);
    await again.walkPast();
    expect(new Set(again.refusals)).toEqual(new Set(['revoked_key']));
    expect(again.actuator.unlocks).toEqual([]);
  });

  it('cannot go below the version of the bundle when the memory is gone', async () => {
    const first = await startAgent({
      stateDir: join(temporaryFolder(), 'state'),
      bundle: { configVersion: 5 },
    });
    await publishConfig(4);
    await eventually(() => expect(first.refusedBulletins()).toEqual(['config rolled_back']));
    await publishConfig(5);
    await eventually(() => expect(first.changes()).toBe(1));
  });
});

it('an edge whose memory is broken does not start', async () => {
  const stateDir = temporaryFolder();
  await writeFile(join(stateDir, 'hq.main.lobby.trust.json'), '{}', { mode: 0o600 });
  await expect(startAgent({ stateDir })).rejects.toMatchObject({ code: 'TRUST_FILE_INVALID' });
});

describe.each([
  ['a day fast', DAY_MS],
  ['a day slow', -DAY_MS],
])('an edge whose clock is %s', (_name, errorMs) => {
  const clock: Clock = { now: () => Date.now() + errorMs, monotonicMs: () => performance.now() };

  it('opens for the right answer, takes configurations, and refuses what is late by its monotonic clock', async () => {
    const earlier: string[] = [];
    world.answer = async (observation) => {
      const right = world.command(observation);
      for (const replayed of earlier.splice(0)) await world.sendCommand(replayed);
      await world.sendCommand(right);
      earlier.push(right);
    };
    const skewed = await startAgent({ clock });
    await publishConfig(1, { sealingKey: world.sealingKey.publicJwk });
    await eventually(() => expect(skewed.changes()).toBe(1));
    await skewed.walkPast();
    await skewed.walkPast();
    expect(skewed.actuator.unlocks).toHaveLength(2);
    expect(skewed.refusals).toEqual(['nonce_used']);
    expect(skewed.refusedBulletins()).toEqual([]);
  });

  it('does not open for an answer from before its restart, nor for one with a wall clock that suits it', async () => {
    const before: string[] = [];
    world.answer = (observation) => void before.push(world.command(observation));
    const first = await startAgent({ clock });
    await first.walkPast();
    await first.agent.stop();
    const again = await startAgent({ clock });
    world.answer = async (observation) => {
      await world.sendCommand(before[0]!);
      const issuedAt = clock.now();
      const forged = { issuedAt, expiresAt: issuedAt + 3000, nonce: 'AAECAwQFBgcICQoLDA0ODw' };
      await world.sendCommand(world.command(observation, forged));
    };
    await again.walkPast();
    expect(new Set(again.refusals)).toEqual(new Set(['wrong_boot', 'unknown_nonce']));
    expect(again.actuator.unlocks).toEqual([]);
  });
});
