import { randomUUID } from 'node:crypto';
import { connectBus } from '@portero/bus';
import { generateSigningKey, importSigner, MAX_BYTES, parseDoorAddress, topics } from '@portero/protocol';
import { silentLogger } from '@portero/runtime';
import { waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionEdge } from '../src/index.ts';
import { type Employee, type Installation, startInstallation } from './support/installation.ts';
import type { TestEdge } from './support/test-edge.ts';

let installation: Installation;
let front: TestEdge;
let other: TestEdge;
let employee: Employee;
beforeAll(async () => {
  installation = await startInstallation();
  front = await installation.edge('hq/main/lobby/front');
  other = await installation.edge('hq/main/garage/gate');
  employee = await installation.enrol({ place: 'hq/main' });
  await installation.galleryUpToDate();
});
afterAll(() => installation?.stop());

/** The coordinator's own word that it ignored this one. */
function refusal(reason: string, count = 1) {
  return waitUntil(
    () =>
      installation.log.records.filter((line) => line.msg === 'observation refused' && line.reason === reason)
        .length >= count,
    { what: `a refusal because of ${reason}` },
  );
}

/** What comes after is answered, so what came before was not merely late. */
async function expectNoAnswerTo(requestId: string) {
  await front.ask({ face: installation.faces.person() });
  expect(front.received.some(({ command }) => command.requestId === requestId)).toBe(false);
  expect(await installation.roster.decisions.findByRequestId(requestId)).toBeUndefined();
}

describe('who is believed', () => {
  it('ignores an observation that somebody else signed', async () => {
    const forged = front.compose({ face: installation.faces.picture(employee.face) });
    const { privateJwk } = await generateSigningKey();
    await front.send(forged, { signer: importSigner(privateJwk) });
    await refusal('unknown_key');
    await expectNoAnswerTo(forged.requestId);
  });

  it("ignores an observation for another edge's door, signed by an edge of the house", async () => {
    const face = installation.faces.picture(employee.face);
    const forAnothersDoor = front.compose({ face, door: 'hq/main/garage/gate' });
    await front.send(forAnothersDoor);
    await refusal('wrong_door');
    await expectNoAnswerTo(forAnothersDoor.requestId);
    expect(other.received).toEqual([]);
  });

  it('does not even hear an edge on the topic of another: the broker refuses it', async () => {
    const onAnothersTopic = front.compose({
      face: installation.faces.picture(employee.face),
      door: other.door,
    });
    await front.send(onAnothersTopic, { topicDoor: other.door }).catch(() => {});
    await expectNoAnswerTo(onAnothersTopic.requestId);
    expect(other.received).toEqual([]);
  });

  it("does not give one door the decision of another's request", async () => {
    const face = installation.faces.picture(employee.face);
    const asked = front.compose({ face });
    await front.send(asked);
    await front.answersTo(asked.requestId);
    await other.send(other.compose({ face, requestId: asked.requestId }));
    await refusal('request_id_conflict');
    expect(other.received).toEqual([]);
  });

  it('ignores what is too large, retained, or not an observation at all', async () => {
    const topic = topics.observe(parseDoorAddress(front.door));
    await front.bus.publish(topic, Buffer.alloc(MAX_BYTES.sealedObservation + 1, 'x'));
    await refusal('too_large');
    await front.bus.publish(topic, 'not a signature');
    await refusal('malformed');
  });

  it('believes a new key from then on, and the old one no longer', async () => {
    const side = await installation.edge('hq/main/side/door');
    expect((await side.ask({ face: installation.faces.person() })).command.reason).toBe('unknown_face');
    const deps = {
      roster: installation.roster,
      dataDir: installation.config.dataDir,
      logger: silentLogger(),
    };
    await provisionEdge(deps, 'hq/main/side', { credentials: 'rotate' });
    const renewed = await installation.edge('hq/main/side/door');
    await waitUntil(
      async () => {
        const observation = renewed.compose({ face: installation.faces.person() });
        await renewed.send(observation);
        return renewed.answersTo(observation.requestId).then(
          () => true,
          () => false,
        );
      },
      { what: 'the new key to be believed' },
    );
    const asOld = side.compose({ face: installation.faces.person() });
    await renewed.send(asOld, { signer: side.signer });
    await expectNoAnswerTo(asOld.requestId);
  });
});

describe('the embedded broker', () => {
  it('turns away who has no account', async () => {
    const options = { url: installation.brokerUrl(), clientId: randomUUID() };
    const attempts = [
      options,
      { ...options, username: 'coordinator', password: 'guess' },
      { ...options, username: 'edge.hq.main.nobody', password: 'guess' },
    ];
    for (const attempt of attempts) {
      await expect(connectBus(attempt, { logger: silentLogger() })).rejects.toMatchObject({
        code: 'CONNECT_REFUSED',
      });
    }
  });

  it('knows an edge that was provisioned after it started', async () => {
    const late = await installation.edge('hq/main/late/door');
    await installation.galleryUpToDate();
    const { command } = await late.ask({ face: installation.faces.picture(employee.face) });
    expect(command.action).toBe('unlock');
  });
});

describe('what is written down', () => {
  it('holds no embedding, card, name or key', async () => {
    const token = 'secret-card-token';
    await installation.roster.cards.assign({ personId: employee.personId, token });
    const observation = front.compose({ face: installation.faces.picture(employee.face), cardToken: token });
    await front.send(observation);
    await front.answersTo(observation.requestId);
    const text = installation.log.text();
    expect(text).toContain(observation.requestId);
    for (const secret of [
      token,
      observation.frames[0]!.embedding.slice(0, 40),
      'An employee',
      observation.nonce,
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});
