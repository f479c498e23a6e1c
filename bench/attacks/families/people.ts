import { waitUntil } from '@portero/testkit';
import type { Probe } from '../../../apps/coordinator/test/support/test-edge.ts';
import type { Adversary, Attack, Family } from '../attack.ts';
import type { Scene } from '../scene/scene.ts';

interface Attempt {
  id: string;
  adversary: Adversary;
  tried: string;
  /** What the record of the decision says; the door may be told less. */
  expected: RegExp;
  probe(scene: Scene): Promise<Probe> | Probe;
}

function attempt({ id, adversary, tried, expected, probe }: Attempt): Attack {
  return {
    ...{ id, adversary, tried, expected, refusedBy: 'the coordinator: access.decide' },
    async attempt(scene) {
      const { command } = await scene.lobby.ask(await probe(scene));
      const { findByRequestId } = scene.installation.roster.decisions;
      const row = await waitUntil(() => findByRequestId(command.requestId), { what: 'the record' });
      return {
        achieved: command.action === 'unlock',
        how: `told ${command.reason}, recorded ${row?.reason}`,
      };
    },
  };
}

async function cardHolder({ installation }: Scene, token: string) {
  const holder = await installation.enrol({ place: 'hq/main' });
  await installation.roster.cards.assign({ personId: holder.personId, token });
  return { ...holder, picture: () => installation.faces.picture(holder.face) };
}

export const people: Family = {
  name: 'people',
  controls: [
    {
      id: 'card-and-face',
      what: 'the owner of a card passes with card and face',
      async holds(scene) {
        const cardToken = `control-${scene.lobby.received.length}`;
        const { picture } = await cardHolder(scene, cardToken);
        return (await scene.lobby.ask({ face: picture(), cardToken })).command.action === 'unlock';
      },
    },
  ],
  attacks: [
    attempt({
      id: 'stranger',
      adversary: 'guest on the network',
      tried: 'a face that nobody enrolled',
      expected: /unknown_face/,
      probe: ({ installation }) => ({ face: installation.faces.person() }),
    }),
    attempt({
      id: 'stolen-card',
      adversary: 'thief of a token',
      tried: "a colleague's card with one's own face, which is enrolled too",
      expected: /face_mismatch/,
      async probe(scene) {
        await cardHolder(scene, 'stolen');
        return { face: scene.picture(), cardToken: 'stolen' };
      },
    }),
    attempt({
      id: 'unknown-card',
      adversary: 'thief of a token',
      tried: 'a card that was never given out',
      expected: /recorded unknown_card/,
      probe: ({ picture }) => ({ face: picture(), cardToken: 'made-up' }),
    }),
    attempt({
      id: 'revoked-card',
      adversary: 'thief of a token',
      tried: 'a card that was revoked, with the face of its owner',
      expected: /told unknown_card, recorded card_revoked/,
      async probe(scene) {
        const { picture } = await cardHolder(scene, 'revoked');
        await scene.installation.roster.cards.revoke('hq', 'revoked');
        return { face: picture(), cardToken: 'revoked' };
      },
    }),
    attempt({
      id: 'suspended-person',
      adversary: 'former employee',
      tried: 'card and face of somebody who was suspended',
      expected: /told no_grant, recorded person_suspended/,
      async probe(scene) {
        const { personId, picture } = await cardHolder(scene, 'suspended');
        await scene.installation.roster.persons.suspend(personId);
        return { face: picture(), cardToken: 'suspended' };
      },
    }),
    attempt({
      id: 'expired-grant',
      adversary: 'former employee',
      tried: 'card and face of somebody whose grant ran out a minute ago',
      expected: /told no_grant, recorded grant_expired/,
      async probe({ installation }) {
        const { roster, faces } = installation;
        const { personId, face } = await installation.enrol();
        await roster.cards.assign({ personId, token: 'ran-out' });
        await roster.grants.grant({ personId, place: 'hq/main', validUntil: new Date(Date.now() - 60_000) });
        return { face: faces.picture(face), cardToken: 'ran-out' };
      },
    }),
    attempt({
      id: 'no-grant-here',
      adversary: 'former employee',
      tried: 'card and face of somebody who may pass another door only',
      expected: /recorded no_grant/,
      async probe({ installation, garage }) {
        const { personId, face } = await installation.enrol({ place: garage.door });
        await installation.roster.cards.assign({ personId, token: 'elsewhere' });
        return { face: installation.faces.picture(face), cardToken: 'elsewhere' };
      },
    }),
    attempt({
      id: 'twin',
      adversary: 'guest on the network',
      tried: 'a face that two enrolled people have',
      expected: /ambiguous_match/,
      async probe({ installation }) {
        const twin = await installation.enrol({ place: 'hq/main' });
        await installation.enrol({ place: 'hq/main', face: installation.faces.lookalike(twin.face, 0.05) });
        await installation.galleryUpToDate();
        return { face: installation.faces.picture(twin.face) };
      },
    }),
    attempt({
      id: 'embedding-of-zeroes',
      adversary: 'stolen device',
      tried: 'an embedding of zeroes, equally far from everybody',
      expected: /internal_error|unknown_face|model_mismatch/,
      probe: () => ({ face: new Float32Array(192) }),
    }),
    attempt({
      id: 'embedding-huge',
      adversary: 'stolen device',
      tried: 'an embedding of the largest finite numbers',
      expected: /internal_error|unknown_face/,
      probe: () => ({ face: new Float32Array(192).fill(3.4e38) }),
    }),
    attempt({
      id: 'embedding-too-short',
      adversary: 'stolen device',
      tried: 'the first 128 of 192 values',
      expected: /model_mismatch/,
      probe: ({ picture }) => ({ face: picture().slice(0, 128) }),
    }),
    attempt({
      id: 'alien-model',
      adversary: 'stolen device',
      tried: 'an embedding of a model that the installation does not use',
      expected: /model_mismatch/,
      probe: ({ picture }) => ({ face: picture(), modelId: 'resnet-128' }),
    }),
    attempt({
      id: 'poor-picture',
      adversary: 'stolen device',
      tried: 'the right face in a picture of no quality, at a door that asks for some',
      expected: /poor_quality/,
      async probe({ installation, lobby, picture }) {
        await installation.roster.places.updateDoor(lobby.door, { minQuality: 0.3 });
        return { face: picture(), quality: 0.1 };
      },
    }),
  ],
};
