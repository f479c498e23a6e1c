import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  generateSigningKey,
  importSigner,
  parseDoorAddress,
  signObservation,
  topics,
} from '@portero/protocol';
import type { Family } from '../attack.ts';
import { signText } from '../scene/forging.ts';
import { WatchedLog } from '../scene/watched-log.ts';
import { answered, forgery, REFUSED, rawlySigned, sealed } from './observation-forgery.ts';

export const observations: Family = {
  name: 'observations',
  controls: [answered],
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
