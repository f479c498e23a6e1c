import { connectBus } from '@portero/bus';
import {
  type EdgeConfig,
  EdgeSealer,
  generateSealingKey,
  importVerifier,
  MAX_BYTES,
  openEdgeConfig,
  parseDoorAddress,
  signObservation,
  topics,
} from '@portero/protocol';
import { silentLogger } from '@portero/runtime';
import { describeWithMosquitto, type Mosquitto, startMosquitto, waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCoordinatorKey, rotateSealingKey } from '../src/index.ts';
import { type Employee, type Installation, startInstallation } from './support/installation.ts';
import type { TestEdge } from './support/test-edge.ts';

const DOOR = 'hq/main/lobby/front';
const TOPIC = topics.observe(parseDoorAddress(DOOR));

function refusal(installation: Installation, reason: string, count = 1) {
  const refused = () =>
    installation.log.records.filter((line) => line.msg === 'observation refused' && line.reason === reason);
  return waitUntil(() => refused().length >= count, { what: `${count} refusals because of ${reason}` });
}

describeWithMosquitto('over a broker that is not ours', () => {
  let mosquitto: Mosquitto;
  let installation: Installation;
  let front: TestEdge;
  let employee: Employee;
  beforeAll(async () => {
    mosquitto = (await startMosquitto())!;
    installation = await startInstallation({ mqttUrl: mosquitto.url, httpPort: 0 });
    front = await installation.edge(DOOR);
    employee = await installation.enrol({ place: 'hq/main' });
    await installation.galleryUpToDate();
  });
  afterAll(async () => {
    await installation?.stop();
    await mosquitto?.stop();
  });

  const observation = () => front.compose({ face: installation.faces.picture(employee.face) });
  const sealed = () => front.sealer.seal(signObservation(observation(), front.signer));

  /** What comes after is answered, so the process lives, and what came before was not merely late. */
  async function expectTheNextToBeLetIn() {
    expect((await front.ask({ face: installation.faces.picture(employee.face) })).command.action).toBe(
      'unlock',
    );
  }

  it('refuses an observation without its seal', async () => {
    const bare = observation();
    await front.send(bare, { sealed: false });
    await refusal(installation, 'unsealed');
    await expectTheNextToBeLetIn();
    expect(front.received.some(({ command }) => command.requestId === bare.requestId)).toBe(false);
    expect(await installation.roster.decisions.findByRequestId(bare.requestId)).toBeUndefined();
  });

  it('refuses one with a bit turned over in any of its parts', async () => {
    const parts = sealed().split('.');
    for (const part of [0, 2, 3, 4]) {
      const bytes = Buffer.from(parts[part]!, 'base64url');
      bytes[bytes.length >> 1]! ^= 1;
      await front.bus.publish(TOPIC, parts.with(part, bytes.toString('base64url')).join('.'));
    }
    await waitUntil(
      () => installation.log.records.filter(({ msg }) => msg === 'observation refused').length >= 5,
      { what: 'four more refusals' },
    );
    await refusal(installation, 'unsealable', 3);
    await expectTheNextToBeLetIn();
  });

  it('refuses one that is sealed to somebody else, too large, compressed, or with a point of small order', async () => {
    const stranger = new EdgeSealer({ sealingKey: generateSealingKey().publicJwk });
    await front.bus.publish(TOPIC, stranger.seal(signObservation(observation(), front.signer)));
    await refusal(installation, 'unknown_sealing_key');
    await front.bus.publish(TOPIC, sealed().padEnd(MAX_BYTES.sealedObservation + 1, 'A'));
    await refusal(installation, 'too_large');
    const [head, ...rest] = sealed().split('.');
    const header = JSON.parse(Buffer.from(head!, 'base64url').toString());
    const withHeader = (change: object) =>
      [Buffer.from(JSON.stringify({ ...header, ...change })).toString('base64url'), ...rest].join('.');
    await front.bus.publish(TOPIC, withHeader({ zip: 'DEF' }));
    await refusal(installation, 'malformed');
    const before = installation.log.records.filter(({ reason }) => reason === 'unsealable').length;
    const x = Buffer.alloc(32).toString('base64url');
    await front.bus.publish(TOPIC, withHeader({ epk: { ...header.epk, x } }));
    await refusal(installation, 'unsealable', before + 1);
    await expectTheNextToBeLetIn();
  });

  it('answers a sealed observation that is played back with the same decision, never a second one', async () => {
    const asked = observation();
    const payload = front.sealer.seal(signObservation(asked, front.signer));
    await front.bus.publish(TOPIC, payload);
    await front.answersTo(asked.requestId);
    await front.bus.publish(TOPIC, payload);
    const answers = await front.answersTo(asked.requestId, 2);
    expect(new Set(answers.map(({ command }) => command.decisionId)).size).toBe(1);
    expect(answers.map(({ verdict }) => verdict.accepted)).toEqual([true, false]);
    await expect
      .poll(() => installation.decisions.filter(({ requestId }) => requestId === asked.requestId))
      .toMatchObject([{ replayed: false }, { replayed: true }]);
  });

  it('serves on through a flood of ephemeral keys', async () => {
    const { sealingKey } = await configOf('hq/main/lobby', mosquitto.url, installation);
    const jws = signObservation(observation(), front.signer);
    for (let count = 0; count < 50; count++) {
      await front.bus.publish(TOPIC, new EdgeSealer({ sealingKey }).seal(jws), { timeoutMs: 20_000 });
    }
    await expectTheNextToBeLetIn();
  });

  it('counts what it refused by reason', async () => {
    const response = await fetch(`${installation.host.running.coordinator.httpUrl}/metrics`);
    const text = await response.text();
    for (const reason of ['unsealed', 'unsealable', 'unknown_sealing_key', 'too_large']) {
      expect(text).toMatch(new RegExp(`portero_messages_refused_total\\{.*reason="${reason}".*\\} [1-9]`));
    }
  });

  it('tells edges of a new sealing key, and opens with the old one for the grace period', async () => {
    const { dataDir } = installation.config;
    const before = await configOf('hq/main/lobby', mosquitto.url, installation);
    expect(before.sealingKey?.kid).toBe(front.sealer.kid);
    expect(before.doors).toMatchObject([{ door: 'front', active: true }]);
    const [held] = await rotateSealingKey(
      { dataDir, leadMs: 0, graceMs: 3_600_000 },
      { logger: silentLogger() },
    );
    const now = () => configOf('hq/main/lobby', mosquitto.url, installation);
    await waitUntil(async () => (await now()).sealingKey?.kid === held!.key.kid, {
      timeoutMs: 30_000,
      what: 'the new key in the configuration',
    });
    const after = await now();
    expect(after.version).toBeGreaterThan(before.version);
    await expectTheNextToBeLetIn();
    front.sealer.useKey(after.sealingKey!);
    await expectTheNextToBeLetIn();
    const [next] = await rotateSealingKey({ dataDir, leadMs: 0, graceMs: 0 }, { logger: silentLogger() });
    await waitUntil(async () => (await now()).sealingKey?.kid === next!.key.kid, {
      timeoutMs: 30_000,
      what: 'the next key in the configuration',
    });
    const refused = installation.log.records.filter(({ reason }) => reason === 'unknown_sealing_key').length;
    await front.send(observation());
    await refusal(installation, 'unknown_sealing_key', refused + 1);
    front.sealer.useKey(next!.key.publicJwk);
    await expectTheNextToBeLetIn();
  });

  it('configures the edges again when the broker has forgotten what it kept', async () => {
    const before = await configOf('hq/main/lobby', mosquitto.url, installation);
    await mosquitto.kill();
    mosquitto = (await startMosquitto({ port: mosquitto.port }))!;
    await waitUntil(
      async () => (await configOf('hq/main/lobby', mosquitto.url, installation)).version > before.version,
      { timeoutMs: 30_000, what: 'a newer configuration on the new broker' },
    );
    await expectTheNextToBeLetIn();
  });
});

/** The configuration that lies on the broker, as an edge that connects now would take it. */
async function configOf(
  edge: string,
  url: string,
  { config: { dataDir } }: Installation,
): Promise<EdgeConfig> {
  const [site, building, name] = edge.split('/') as [string, string, string];
  const address = { site, building, edge: name };
  const { publicJwk } = await loadCoordinatorKey({ dataDir }, { logger: silentLogger() });
  const bus = await connectBus({ url, clientId: `look-${Math.random()}` }, { logger: silentLogger() });
  try {
    const payload = await new Promise<Buffer>((resolve, reject) => {
      bus.subscribe(topics.config(address), (message) => resolve(message.payload)).catch(reject);
    });
    const opened = openEdgeConfig(payload, importVerifier([publicJwk]), { edge: address, nowMs: Date.now() });
    if (!opened.ok) throw new Error(opened.reason);
    return opened.value;
  } finally {
    await bus.stop();
  }
}

describe('over the embedded broker', () => {
  it('takes an observation without a seal on the loopback, unless it is told not to', async () => {
    for (const [allowUnsealed, taken] of [
      [undefined, true],
      [false, false],
    ] as const) {
      const installation = await startInstallation(allowUnsealed === undefined ? {} : { allowUnsealed });
      try {
        const front = await installation.edge(DOOR);
        const bare = front.compose({ face: installation.faces.person() });
        await front.send(bare, { sealed: false });
        if (taken) await front.answersTo(bare.requestId);
        else await refusal(installation, 'unsealed');
        expect((await front.ask({ face: installation.faces.person() })).command.reason).toBe('unknown_face');
        expect(front.received.some(({ command }) => command.requestId === bare.requestId)).toBe(taken);
      } finally {
        await installation.stop();
      }
    }
  });
});
