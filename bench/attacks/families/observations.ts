import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  EdgeSealer,
  generateSealingKey,
  generateSigningKey,
  importSigner,
  JWS_TYPES,
  MAX_BYTES,
  parseDoorAddress,
  signObservation,
  topics,
} from '@portero/protocol';
import type { Adversary, Attack, Control, Family } from '../attack.ts';
import { flipBit, sealWithZeroSecret, signText } from '../scene/forging.ts';
import type { Scene } from '../scene/scene.ts';
import { WatchedLog } from '../scene/watched-log.ts';

const REFUSED = 'observation refused';

interface Forgery {
  id: string;
  adversary: Adversary;
  tried: string;
  expected: RegExp;
  /** As it is published on the topic of the lobby's door. */
  forge(scene: Scene): Promise<string | Buffer> | string | Buffer;
}

/** Something on the lobby's topic that the coordinator must not take for the lobby's word. */
function forgery({ id, adversary, tried, expected, forge }: Forgery): Attack {
  return {
    ...{ id, adversary, tried, expected, refusedBy: 'the coordinator: openObservation' },
    async attempt(scene) {
      const { installation, lobby } = scene;
      const log = new WatchedLog(installation.log);
      const [received, decided] = [lobby.received.length, installation.decisions.length];
      await lobby.bus.publish(topics.observe(parseDoorAddress(lobby.door)), await forge(scene));
      const how = await log.quote(REFUSED);
      // Answered after it, so that an answer to the forgery would have been here.
      await lobby.ask({ face: installation.faces.person() });
      const answers = lobby.received.length - received - 1;
      return { achieved: answers > 0 || installation.decisions.length > decided + 1, how };
    },
  };
}

const sealed = ({ lobby }: Scene, jws: string) => lobby.sealer.seal(jws);
const rawlySigned = (scene: Scene, change: Record<string, unknown>) =>
  sealed(
    scene,
    scene.lobby.signer.sign(JWS_TYPES.observation, {
      ...scene.lobby.compose({ face: scene.picture() }),
      ...change,
    }),
  );

const genuine: Control = {
  id: 'observation-answered',
  what: "the lobby's own observation of somebody who may pass is answered with an unlock that its door takes",
  holds: async ({ lobby, picture }) => {
    const { command, verdict } = await lobby.ask({ face: picture() });
    return command.action === 'unlock' && verdict.accepted;
  },
};

export const observations: Family = {
  name: 'observations',
  controls: [genuine],
  attacks: [
    {
      id: 'observation-replayed',
      adversary: 'rogue broker',
      tried: 'the sealed observation that opened the door, again at once',
      refusedBy: 'the door: the same decision, and a nonce that was used',
      expected: /nonce_used/,
      async attempt({ lobby, picture }) {
        const observation = lobby.compose({ face: picture() });
        await lobby.send(observation);
        await lobby.answersTo(observation.requestId);
        await lobby.send(observation);
        const [, again] = await lobby.answersTo(observation.requestId, 2);
        const { verdict } = again!;
        return { achieved: verdict.accepted, how: verdict.accepted ? 'opened' : verdict.reason };
      },
    },
    {
      id: 'observation-replayed-late',
      adversary: 'rogue broker',
      tried: 'a recorded observation, after its time',
      refusedBy: 'the coordinator',
      expected: /replay_expired/,
      async attempt({ installation, lobby, picture }) {
        const observation = lobby.compose({ face: picture() });
        await lobby.send(observation);
        await lobby.answersTo(observation.requestId);
        const log = new WatchedLog(installation.log);
        // Age is what is attacked, by the coordinator's own clock: there is nothing to poll.
        await sleep(installation.config.observationTtlMs + 200);
        await lobby.send(observation);
        const how = await log.quote(REFUSED);
        const answers = lobby.received.filter(({ command }) => command.requestId === observation.requestId);
        return { achieved: answers.length > 1, how };
      },
    },
    {
      id: 'observation-held-back',
      adversary: 'rogue broker',
      tried: 'an observation that is 4 s old when it is delivered, of an edge whose clock is a day slow',
      refusedBy: 'the coordinator, by the clock of the boot',
      expected: /deny stale_observation/,
      async attempt({ installation, picture }) {
        const slow = await installation.edge('hq/main/slow/side', { clockErrorMs: -86_400_000 });
        const { command } = await slow.ask({ face: picture() });
        if (command.action !== 'unlock') return { achieved: true, how: 'a slow clock keeps the door shut' };
        const issuedAt = Date.now() - 86_400_000 - 4_000;
        const late = await slow.ask({ face: picture(), issuedAt, expiresAt: issuedAt + 3_000 });
        return {
          achieved: late.command.action === 'unlock',
          how: `${late.command.action} ${late.command.reason}`,
        };
      },
    },
    {
      id: 'observation-request-id-taken',
      adversary: 'stolen device',
      tried: "a stranger's face under the request id that opened another door",
      refusedBy: 'the coordinator: a request belongs to one door',
      expected: /request_id_conflict/,
      async attempt({ installation, lobby, garage, picture }) {
        const observation = lobby.compose({ face: picture() });
        await lobby.send(observation);
        await lobby.answersTo(observation.requestId);
        const [log, received] = [new WatchedLog(installation.log), garage.received.length];
        const { requestId } = observation;
        await garage.send(garage.compose({ face: installation.faces.person(), requestId }));
        const how = await log.quote(REFUSED);
        return { achieved: garage.received.length > received, how };
      },
    },
    forgery({
      id: 'observation-forged-key',
      adversary: 'rogue broker',
      tried: 'an observation signed with a key of the attacker',
      expected: /unknown_key/,
      forge: async (scene) => {
        const forger = importSigner((await generateSigningKey()).privateJwk);
        return sealed(scene, signObservation(scene.lobby.compose({ face: scene.picture() }), forger));
      },
    }),
    forgery({
      id: 'observation-of-another-edge',
      adversary: 'stolen device',
      tried: "the lobby's door in an observation that the garage signed",
      expected: /unknown_key/,
      forge: (scene) =>
        sealed(scene, signObservation(scene.lobby.compose({ face: scene.picture() }), scene.garage.signer)),
    }),
    forgery({
      id: 'observation-of-another-building',
      adversary: 'rogue broker',
      tried: "the annex's own sealed observation, moved to the lobby's topic",
      expected: /unknown_key/,
      forge: ({ annex, picture }) =>
        annex.sealer.seal(signObservation(annex.compose({ face: picture() }), annex.signer)),
    }),
    forgery({
      id: 'observation-for-another-door',
      adversary: 'stolen device',
      tried: "the garage's door in an observation that the lobby signed",
      expected: /wrong_door/,
      forge: (scene) => rawlySigned(scene, { door: scene.garage.door }),
    }),
    forgery({
      id: 'observation-tampered',
      adversary: 'rogue broker',
      tried: 'another face in a signed observation, sealed anew',
      expected: /bad_signature/,
      forge: (scene) => {
        const { lobby, picture } = scene;
        const [mine, theirs] = [0, 1].map(() =>
          signObservation(lobby.compose({ face: picture() }), lobby.signer).split('.'),
        );
        return sealed(scene, [mine![0], theirs![1], mine![2]].join('.'));
      },
    }),
    forgery({
      id: 'observation-downgraded',
      adversary: 'stolen device',
      tried: 'an observation of version 0',
      expected: /unsupported_version/,
      forge: (scene) => rawlySigned(scene, { v: 0 }),
    }),
    forgery({
      id: 'observation-future-dated',
      adversary: 'stolen device',
      tried: 'an observation that claims to be good until tomorrow, to be sent then',
      expected: /too_long_lived/,
      forge: (scene) => rawlySigned(scene, { expiresAt: Date.now() + 86_400_000 }),
    }),
    forgery({
      id: 'observation-nested',
      adversary: 'stolen device',
      tried: 'signed JSON that is nested 10,000 deep',
      expected: /malformed/,
      async forge(scene) {
        const { lobby, picture, bundleOf } = scene;
        const genuine = signObservation(lobby.compose({ face: picture() }), lobby.signer);
        const text = `{"v":1,"frames":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
        return sealed(scene, signText(genuine, text, (await bundleOf('hq/main/lobby')).signingKey));
      },
    }),
    forgery({
      id: 'observation-not-finite',
      adversary: 'stolen device',
      tried: 'an embedding of NaN',
      expected: /bad_embedding/,
      forge: (scene) => {
        const embedding = Buffer.from(new Float32Array(192).fill(Number.NaN).buffer).toString('base64url');
        return rawlySigned(scene, { frames: [{ capturedAt: Date.now(), quality: 0.9, embedding }] });
      },
    }),
    forgery({
      id: 'seal-missing',
      adversary: 'rogue broker',
      tried: 'a signed observation without a seal, which would let the broker read faces',
      expected: /unsealed/,
      forge: ({ lobby, picture }) => signObservation(lobby.compose({ face: picture() }), lobby.signer),
    }),
    ...([0, 2, 3, 4] as const).map((part) => {
      const name = { 0: 'header', 2: 'iv', 3: 'ciphertext', 4: 'tag' }[part];
      return forgery({
        id: `seal-tampered-${name}`,
        adversary: 'rogue broker',
        tried: `a sealed observation with one bit of its ${name} changed`,
        expected: /unsealable|malformed|unknown_sealing_key/,
        forge: (scene) => flipBit(rawlySigned(scene, {}), part),
      });
    }),
    forgery({
      id: 'seal-wrong-key',
      adversary: 'rogue broker',
      tried: "an observation sealed to the attacker's key",
      expected: /unknown_sealing_key/,
      forge: ({ lobby, picture }) =>
        new EdgeSealer({ sealingKey: generateSealingKey().publicJwk }).seal(
          signObservation(lobby.compose({ face: picture() }), lobby.signer),
        ),
    }),
    forgery({
      id: 'seal-zero-secret',
      adversary: 'rogue broker',
      tried: 'a seal whose ephemeral key has small order, so that everybody knows the secret',
      expected: /unsealable/,
      forge: ({ lobby, picture }) => {
        const jws = signObservation(lobby.compose({ face: picture() }), lobby.signer);
        return sealWithZeroSecret(jws, lobby.sealer.seal(jws));
      },
    }),
    forgery({
      id: 'observation-oversized',
      adversary: 'stolen device',
      tried: 'a message one byte longer than an observation may be',
      expected: /too_large/,
      forge: () => Buffer.alloc(MAX_BYTES.sealedObservation + 1, 'x'),
    }),
    ...Object.entries({
      empty: '',
      nul: '\0'.repeat(64),
      'invalid-utf-8': Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
      'bare-json': '{"v":1,"door":"hq/main/lobby/front"}',
      dots: '....',
      prototype: `${Buffer.from('{"__proto__":{"alg":"EdDSA"}}').toString('base64url')}.e30.AAAA`,
    }).map(([id, payload]) =>
      forgery({
        ...{ id: `observation-malformed-${id}`, adversary: 'stolen device' as const },
        tried: `an observation that is none: ${id}`,
        expected: /malformed|unsealed/,
        forge: () => payload,
      }),
    ),
    {
      id: 'acknowledgement-of-another',
      adversary: 'stolen device',
      tried: "an acknowledgement for another door's decision, to change the record",
      refusedBy: 'the coordinator: an edge speaks of its own doors',
      expected: /wrong_door/,
      async attempt({ installation, lobby, garage }) {
        const { command } = await lobby.ask({ face: installation.faces.person() });
        const log = new WatchedLog(installation.log);
        await garage.acknowledge(command.requestId, 'actuated');
        const how = await log.quote('message refused', { kind: 'ack' });
        const row = await installation.roster.decisions.findByRequestId(command.requestId);
        return { achieved: row?.ackOutcome === 'actuated', how };
      },
    },
    {
      id: 'reports-malformed',
      adversary: 'stolen device',
      tried: 'state and event that are no JSON, an acknowledgement of nonsense',
      refusedBy: 'the coordinator',
      expected: /state malformed, event malformed, ack malformed/,
      async attempt({ installation, lobby }) {
        const log = new WatchedLog(installation.log);
        const address = parseDoorAddress(lobby.door);
        const said: string[] = [];
        for (const [kind, topic] of [
          ['state', topics.edgeState(address)],
          ['event', topics.event(address)],
          ['ack', topics.ack(address)],
        ] as const) {
          await lobby.bus.publish(topic, `{"v":1,"id":"${randomUUID()}"`);
          said.push(`${kind} ${String((await log.line('message refused', { kind })).reason)}`);
        }
        return { achieved: false, how: said.join(', ') };
      },
    },
  ],
};
