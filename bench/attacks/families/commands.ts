import { generateSigningKey, importSigner, JWS_TYPES } from '@portero/protocol';
import type { Family } from '../attack.ts';
import { macWithPublicKey, partsOf, reencode, withoutAlgorithm } from '../scene/forging.ts';
import { forgery, genuineFor, heldAnswer } from './command-forgery.ts';

const changed = (genuine: Buffer, change: Record<string, unknown>) => reencode(genuine, change);

export const commands: Family = {
  name: 'commands',
  controls: [
    {
      id: 'door-opens',
      what: 'the answer of the coordinator, passed on by the same broker, opens the door',
      async holds(scene) {
        const { genuine, requestId } = await heldAnswer(scene);
        await scene.middle.command(genuine);
        await scene.yard.settled(requestId);
        return scene.yard.opened.includes(requestId);
      },
    },
  ],
  attacks: [
    {
      id: 'command-replayed',
      adversary: 'rogue broker',
      tried: 'the unlock that opened the door, a second time',
      refusedBy: 'the door: CommandVerifier',
      expected: /nonce_used/,
      async attempt(scene) {
        const { yard, middle } = scene;
        const { genuine, requestId } = await heldAnswer(scene);
        await middle.command(genuine);
        await yard.settled(requestId);
        const [opened, refused] = [yard.opened.length, yard.refusals.length];
        await middle.command(genuine);
        const reason = await yard.refusalAfter(refused);
        return { achieved: yard.opened.length > opened, how: `command refused: ${reason}` };
      },
    },
    {
      id: 'command-reordered',
      adversary: 'rogue broker',
      tried: "two people at once: the stranger's denial first, then the other's unlock, twice",
      refusedBy: 'the door: each answer belongs to its request',
      expected: /stranger denied unknown_face, then nonce_used/,
      async attempt({ yard, middle, picture, installation }) {
        yard.show(picture(), installation.faces.person());
        const answers = await middle.answersTo(await middle.intercept(2));
        const told = answers.map((payload) => ({ payload, ...JSON.parse(partsOf(payload).payload) }));
        const unlock = told.find(({ action }) => action === 'unlock')!;
        const deny = told.find(({ action }) => action === 'deny')!;
        const refused = yard.refusals.length;
        for (const { payload } of [deny, unlock, unlock]) await middle.command(payload);
        const stranger = await yard.settled(deny.requestId);
        await yard.settled(unlock.requestId);
        const reason = await yard.refusalAfter(refused);
        return {
          achieved: yard.opened.includes(deny.requestId),
          how: `stranger ${stranger.outcome} ${stranger.reason}, then ${reason}`,
        };
      },
    },
    {
      id: 'command-retained',
      adversary: 'rogue broker',
      tried: 'the true unlock, kept by the broker for the door when it subscribes again',
      refusedBy: 'the door: CommandVerifier',
      expected: /retained/,
      async attempt(scene) {
        const { yard, middle } = scene;
        const { genuine, requestId } = await heldAnswer(scene);
        const refused = yard.refusals.length;
        const rebooted = yard.reboot();
        await middle.command(genuine, { retain: true });
        await rebooted;
        await yard.reboot();
        const reason = await yard.refusalAfter(refused);
        await middle.command('', { retain: true });
        return { achieved: yard.opened.includes(requestId), how: `command refused: ${reason}` };
      },
    },
    forgery({
      id: 'command-forged-key',
      tried: 'the unlock signed with a key of the attacker',
      expected: /unknown_key/,
      async forge(genuine) {
        const forger = importSigner((await generateSigningKey()).privateJwk);
        return forger.sign(JWS_TYPES.command, JSON.parse(partsOf(genuine).payload));
      },
    }),
    forgery({
      id: 'command-forged-by-device',
      adversary: 'stolen device',
      tried: "the unlock signed with an edge's own key",
      expected: /unknown_key/,
      forge: (genuine, { lobby }) =>
        lobby.signer.sign(JWS_TYPES.command, JSON.parse(partsOf(genuine).payload)),
    }),
    forgery({
      id: 'command-tampered',
      tried: 'the unlock with a longer pulse under the old signature',
      expected: /bad_signature/,
      forge: (genuine) => changed(genuine, { pulseMs: 30_000 }),
    }),
    forgery({
      id: 'command-signature-cut',
      tried: 'the unlock with another signature under it',
      expected: /bad_signature/,
      forge: (genuine) => {
        const [header, payload] = genuine.toString().split('.');
        return [header, payload, Buffer.alloc(64, 1).toString('base64url')].join('.');
      },
    }),
    forgery({
      id: 'command-alg-none',
      tried: 'alg none and no signature',
      expected: /malformed/,
      forge: (genuine) => withoutAlgorithm(genuine),
    }),
    // The second has the length of a signature, so that nothing but the algorithm is left to be refused.
    ...(['HS256', 'HS512'] as const).map((alg) =>
      forgery({
        id: `command-key-confusion-${alg.toLowerCase()}`,
        tried: `alg ${alg}, keyed with the coordinator's public key`,
        expected: /malformed/,
        forge: async (genuine, { bundleOf }) =>
          macWithPublicKey(genuine, (await bundleOf('hq/main/yard')).coordinatorKeys[0]!, alg),
      }),
    ),
    forgery({
      id: 'command-downgraded',
      tried: 'the unlock as version 0 of the protocol',
      expected: /bad_signature/,
      forge: (genuine) => changed(genuine, { v: 0 }),
    }),
    forgery({
      id: 'command-future-dated',
      tried: 'the unlock made to live for a day',
      expected: /bad_signature/,
      forge: (genuine) => changed(genuine, { expiresAt: Date.now() + 86_400_000 }),
    }),
    forgery({
      id: 'command-of-another-edge',
      tried: 'an unlock for a door of another edge of the building',
      expected: /wrong_door/,
      forge: (_, scene) => genuineFor(scene, 'lobby'),
    }),
    forgery({
      id: 'command-of-another-building',
      tried: 'an unlock for a door of another building',
      expected: /wrong_door/,
      forge: (_, scene) => genuineFor(scene, 'annex'),
    }),
    forgery({
      id: 'command-of-another-type',
      tried: 'an observation, which is signed too, as a command',
      expected: /malformed/,
      forge: (_, { lobby, picture }) =>
        lobby.signer.sign(JWS_TYPES.observation, lobby.compose({ face: picture() })),
    }),
    forgery({
      id: 'command-oversized',
      tried: 'an unlock of 60,000 bytes',
      expected: /malformed/,
      forge: (genuine) => Buffer.concat([genuine, Buffer.alloc(60_000, 'A')]),
    }),
    {
      id: 'command-too-late',
      adversary: 'rogue broker',
      tried: 'the true unlock, held back until the door no longer waits',
      refusedBy: 'the door, by its monotonic clock',
      expected: /expired/,
      async attempt(scene) {
        const { yard, middle } = scene;
        const { genuine, requestId } = await heldAnswer(scene);
        await yard.settled(requestId);
        const refused = yard.refusals.length;
        await middle.command(genuine);
        const reason = await yard.refusalAfter(refused);
        return { achieved: yard.opened.includes(requestId), how: `command refused: ${reason}` };
      },
    },
    {
      id: 'nonce-after-reboot',
      adversary: 'rogue broker',
      tried: 'the true unlock, held back until the door has restarted',
      refusedBy: 'the door: every start is another boot',
      expected: /wrong_boot/,
      async attempt(scene) {
        const { yard, middle } = scene;
        const { genuine, requestId } = await heldAnswer(scene);
        await yard.reboot();
        const refused = yard.refusals.length;
        await middle.command(genuine);
        const reason = await yard.refusalAfter(refused);
        return { achieved: yard.opened.includes(requestId), how: `command refused: ${reason}` };
      },
    },
  ],
};
