import { randomUUID } from 'node:crypto';
import { thresholdsForGallery, thresholdsOfModel } from '@portero/biometrics';
import { waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, startInstallation } from './support/installation.ts';
import type { TestEdge } from './support/test-edge.ts';

let installation: Installation;
let front: TestEdge;
beforeAll(async () => {
  installation = await startInstallation();
  front = await installation.edge('hq/main/lobby/front');
});
afterAll(() => installation?.stop());

const granted = { place: 'hq/main' };

/** What a door that asks for nothing of its own decides by. */
function inForce(gallery: { persons: number; templates: number; targetFpir: number }) {
  const { thresholdL2, marginL2 } = thresholdsForGallery(thresholdsOfModel('mobilefacenet-192')!, gallery);
  return { thresholdL2, marginL2 };
}

describe('identify, 1:N', () => {
  it('unlocks for an enrolled person with a grant', async () => {
    const { roster, faces } = installation;
    const ana = await installation.enrol(granted);
    await installation.galleryUpToDate();
    const { command, verdict, retain } = await front.ask({ face: faces.picture(ana.face) });
    expect(command).toMatchObject({
      action: 'unlock',
      reason: 'granted',
      pulseMs: 5000,
    });
    expect(verdict.accepted).toBe(true);
    expect(retain).toBe(false);
    expect(command.expiresAt - command.issuedAt).toBeLessThanOrEqual(3000);
    const row = (await roster.decisions.findByRequestId(command.requestId))!;
    expect(row).toMatchObject({ id: command.decisionId, action: 'unlock', personId: ana.personId });
    expect(row.distanceL2).toBeGreaterThan(0.3);
    // Of the calibration, for the size of this gallery.
    expect(row.thresholdL2).toBeGreaterThan(row.distanceL2!);
    expect(Object.keys(row.latency).sort()).toEqual(['decide', 'open', 'queue', 'search']);
  });

  it('has the decision in the database before the command arrives', async () => {
    const { roster, faces } = installation;
    const person = await installation.enrol(granted);
    await installation.galleryUpToDate();
    const atArrival: unknown[] = [];
    front.beforeCommand(async (requestId) => {
      atArrival.push((await roster.decisions.findByRequestId(requestId))?.action);
    });
    await front.ask({ face: faces.picture(person.face) });
    front.beforeCommand(async () => {});
    expect(atArrival).toEqual(['unlock']);
  });

  it('denies a stranger', async () => {
    const { faces } = installation;
    const { command } = await front.ask({ face: faces.person() });
    expect(command).toMatchObject({ action: 'deny', reason: 'unknown_face' });
  });

  it('denies when a second person looks the same', async () => {
    const { faces } = installation;
    const twin = await installation.enrol(granted);
    await installation.enrol({ ...granted, face: faces.lookalike(twin.face, 0.05) });
    await installation.galleryUpToDate();
    const { command } = await front.ask({ face: faces.picture(twin.face) });
    expect(command).toMatchObject({ action: 'deny', reason: 'ambiguous_match' });
  });

  it('denies at a door for which the person has no grant', async () => {
    const { faces } = installation;
    await installation.edge('hq/main/lobby/vault');
    const person = await installation.enrol({ place: 'hq/main/lobby/vault' });
    await installation.galleryUpToDate();
    const { command } = await front.ask({ face: faces.picture(person.face) });
    expect(command).toMatchObject({ action: 'deny', reason: 'no_grant' });
  });

  it('denies a poor picture, another model and a door that the roster does not know', async () => {
    const { faces, roster } = installation;
    const person = await installation.enrol(granted);
    await installation.galleryUpToDate();
    const face = faces.picture(person.face);
    expect((await front.ask({ face, modelId: 'resnet-128' })).command.reason).toBe('model_mismatch');
    expect((await front.ask({ face: face.slice(0, 128) })).command.reason).toBe('model_mismatch');
    await roster.places.updateDoor(front.door, { minQuality: 0.5 });
    expect((await front.ask({ face, quality: 0.4 })).command.reason).toBe('poor_quality');
    await roster.places.updateDoor(front.door, { minQuality: null, active: false });
    expect((await front.ask({ face })).command.reason).toBe('door_disabled');
    await roster.places.updateDoor(front.door, { active: true });
    expect((await front.ask({ face })).command.action).toBe('unlock');
  });
});

describe('verify, 1:1 with a card', () => {
  it('unlocks for the owner, also at the looser threshold of 1:1, and for nobody else', async () => {
    const { faces, roster } = installation;
    const owner = await installation.enrol(granted);
    const other = await installation.enrol(granted);
    const token = 'card-of-owner';
    await roster.cards.assign({ personId: owner.personId, token });
    const ask = (face: Float32Array, cardToken: string) =>
      front.ask({ face: faces.picture(face), cardToken });

    const { command } = await ask(owner.face, token);
    expect(command.action).toBe('unlock');
    expect(await roster.decisions.findByRequestId(command.requestId)).toMatchObject({
      personId: owner.personId,
    });
    expect((await ask(other.face, token)).command).toMatchObject({ action: 'deny', reason: 'face_mismatch' });
    expect((await ask(owner.face, 'nobody-s-card')).command.reason).toBe('unknown_card');
    await roster.cards.revoke('hq', token);
    const revoked = (await ask(owner.face, token)).command;
    expect(revoked.reason).toBe('unknown_card');
    expect((await roster.decisions.findByRequestId(revoked.requestId))?.reason).toBe('card_revoked');
  });

  it('denies an owner who was suspended, at once, and keeps to itself why', async () => {
    const { faces, roster } = installation;
    const owner = await installation.enrol(granted);
    await roster.cards.assign({ personId: owner.personId, token: 'card-of-suspended' });
    const ask = () => front.ask({ face: faces.picture(owner.face), cardToken: 'card-of-suspended' });
    expect((await ask()).command.action).toBe('unlock');
    await roster.persons.suspend(owner.personId);
    const { command } = await ask();
    expect(command).toMatchObject({ action: 'deny', reason: 'no_grant' });
    expect((await roster.decisions.findByRequestId(command.requestId))?.reason).toBe('person_suspended');
  });

  it('denies an owner without a template of the model', async () => {
    const { faces, roster } = installation;
    const person = await roster.persons.add({ site: 'hq', displayName: 'No pictures' });
    await roster.cards.assign({ personId: person.id, token: 'card-without-face' });
    const { command } = await front.ask({ face: faces.person(), cardToken: 'card-without-face' });
    expect(command).toMatchObject({ action: 'deny', reason: 'no_template' });
  });
});

describe('changes of the roster reach the gallery', () => {
  it('knows somebody new, forgets somebody suspended, and knows them again', async () => {
    const { faces, roster } = installation;
    const person = await installation.enrol(granted);
    const isKnown = async () =>
      (await front.ask({ face: faces.picture(person.face) })).command.action === 'unlock';
    await waitUntil(isKnown, { what: 'the new person to be known' });
    await roster.persons.suspend(person.personId);
    expect(await isKnown()).toBe(false);
    await installation.galleryUpToDate();
    expect((await front.ask({ face: faces.picture(person.face) })).command.reason).toBe('unknown_face');
    await roster.persons.reinstate(person.personId);
    await waitUntil(isKnown, { what: 'the person to be known again' });
  });

  it('forgets an erased person, and a revoked grant denies at once', async () => {
    const { faces, roster } = installation;
    const erased = await installation.enrol(granted);
    const kept = await installation.enrol(granted);
    await installation.galleryUpToDate();
    await roster.persons.remove(erased.personId);
    expect((await front.ask({ face: faces.picture(erased.face) })).command.reason).toBe('unknown_face');
    const [grant] = await roster.grants.list({ personId: kept.personId });
    await roster.grants.revoke(grant!.id);
    expect(['no_grant', 'unknown_face']).toContain(
      (await front.ask({ face: faces.picture(kept.face) })).command.reason,
    );
  });

  it('takes up the rates of building and door at once, and records the threshold that they give', async () => {
    const { faces, roster } = installation;
    const { templates } = roster;
    const building = await roster.places.setTargetFpir('hq/main', 1e-5);
    const recorded = async () => {
      const { command } = await front.ask({ face: faces.person() });
      const { thresholdL2, marginL2 } = (await roster.decisions.findByRequestId(command.requestId))!;
      return { thresholdL2, marginL2 };
    };
    const derived = async (targetFpir: number) =>
      inForce({ ...(await templates.sizeForBuilding(building.id, 'mobilefacenet-192')), targetFpir });
    await waitUntil(async () => (await recorded()).thresholdL2 === (await derived(1e-5)).thresholdL2, {
      what: 'the rate of the building',
    });
    await roster.places.updateDoor('hq/main/lobby/front', { targetFpir: 1e-6 });
    expect(await recorded()).toEqual(await derived(1e-6));
    await roster.places.updateDoor('hq/main/lobby/front', { targetFpir: 0.1 });
    expect(await recorded()).toEqual(await derived(1e-5));
    await roster.places.updateDoor('hq/main/lobby/front', { targetFpir: null });
    await roster.places.setTargetFpir('hq/main', null);
    await waitUntil(async () => (await recorded()).thresholdL2 === (await derived(0.003)).thresholdL2, {
      what: 'the usual rate',
    });
  });

  it('opens a gallery for a building that is new', async () => {
    const { faces, roster, host } = installation;
    await roster.places.ensureBuilding('hq/annex');
    const back = await installation.edge('hq/annex/yard/back');
    const person = await installation.enrol({ place: 'hq/annex' });
    await waitUntil(
      async () => (await back.ask({ face: faces.picture(person.face) })).command.action === 'unlock',
      { what: 'the new building to be served' },
    );
    expect(host.running.coordinator.galleries().map(({ building }) => building)).toContain('hq/annex');
    expect((await front.ask({ face: faces.picture(person.face) })).command.reason).toBe('unknown_face');
  });
});

describe('one request, one decision', () => {
  it('answers a redelivered observation with the same decision, signed anew, and one row', async () => {
    const { faces, roster, decisions } = installation;
    const person = await installation.enrol(granted);
    await installation.galleryUpToDate();
    const observation = front.compose({ face: faces.picture(person.face) });
    await front.send(observation);
    await front.answersTo(observation.requestId);
    await front.send(observation);
    const [first, second] = await front.answersTo(observation.requestId, 2);
    expect(first!.command.action).toBe('unlock');
    expect(second!.command.decisionId).toBe(first!.command.decisionId);
    expect(second!.command.nonce).toBe(observation.nonce);
    // The door's own rule: a nonce opens once.
    expect(second!.verdict).toMatchObject({ accepted: false, reason: 'nonce_used' });
    const rows = await roster.decisions.list({ door: front.door, limit: 1000 });
    expect(rows.filter(({ requestId }) => requestId === observation.requestId)).toHaveLength(1);
    await waitUntil(() =>
      decisions.some(({ requestId, replayed }) => requestId === observation.requestId && replayed),
    );
  });

  it('decides two simultaneous duplicates once', async () => {
    const { faces } = installation;
    const observation = front.compose({ face: faces.person() });
    await Promise.all([front.send(observation), front.send(observation)]);
    const answers = await front.answersTo(observation.requestId, 2);
    expect(new Set(answers.map(({ command }) => command.decisionId)).size).toBe(1);
  });

  it('keeps to its decision across a restart', async () => {
    const { faces } = installation;
    const observation = front.compose({ face: faces.person() });
    await front.send(observation);
    const [before] = await front.answersTo(observation.requestId);
    await installation.restartCoordinator();
    const again = await installation.edge(front.door);
    await again.send(observation);
    const [after] = await again.answersTo(observation.requestId);
    expect(after!.command.decisionId).toBe(before!.command.decisionId);
    front = again;
  });
});

describe('time', () => {
  it('serves an edge whose clock is a year off', async () => {
    const { faces } = installation;
    const person = await installation.enrol(granted);
    await installation.galleryUpToDate();
    const off = await installation.edge('hq/main/gate/side', { clockErrorMs: -365 * 86_400_000 });
    expect((await off.ask({ face: faces.picture(person.face) })).command.action).toBe('unlock');
  });

  it('denies an observation that was held back', async () => {
    const { faces, roster } = installation;
    const person = await installation.enrol(granted);
    await installation.galleryUpToDate();
    const face = faces.picture(person.face);
    expect((await front.ask({ face })).command.action).toBe('unlock');
    const heldBack = front.compose({ face, issuedAt: Date.now() - 4000, expiresAt: Date.now() - 1000 });
    await front.send(heldBack);
    const [answer] = await front.answersTo(heldBack.requestId);
    expect(answer!.command).toMatchObject({ action: 'deny', reason: 'stale_observation' });
    await waitUntil(() => roster.decisions.findByRequestId(heldBack.requestId), { what: 'its row' });
  });
});

describe('acknowledgements', () => {
  it('are kept with the decision, the first one only, and only from its own door', async () => {
    const { faces, roster } = installation;
    const vault = await installation.edge('hq/main/lobby/vault');
    const { command } = await front.ask({ face: faces.person() });
    await vault.acknowledge(command.requestId, 'actuated');
    await front.acknowledge(command.requestId, 'shown');
    const row = await waitUntil(
      async () => {
        const found = await roster.decisions.findByRequestId(command.requestId);
        return found?.ackOutcome && found;
      },
      { what: 'the acknowledgement' },
    );
    expect(row?.ackOutcome).toBe('shown');
    await front.acknowledge(randomUUID(), 'shown');
  });
});
