import type { GalleryRow, Person, Roster } from '@portero/roster';
import { newId } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { DOOR, decision, keepTestServer, testRoster } from './support/fixtures.ts';

const MODEL = 'mobilefacenet-192';

function template(person: Person, embedding: number[], sourceHash = 'photo') {
  return {
    personId: person.id,
    modelId: MODEL,
    embedding: Float32Array.from(embedding),
    quality: 0.9,
    sourceHash,
  };
}

async function galleryOf(roster: Roster, batchSize?: number): Promise<GalleryRow[]> {
  const building = (await roster.places.findBuilding('hq/main'))!;
  const rows: GalleryRow[] = [];
  for await (const row of roster.templates.streamForBuilding(building.id, MODEL, { batchSize }))
    rows.push(row);
  expect(await roster.templates.countForBuilding(building.id, MODEL)).toBe(rows.length);
  expect(await roster.templates.sizeForBuilding(building.id, MODEL)).toEqual({
    persons: new Set(rows.map(({ personId }) => personId)).size,
    templates: rows.length,
  });
  return rows;
}

keepTestServer();

describe('persons', () => {
  it('are found by id, external id or name', async () => {
    const { persons } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana', externalId: 'E-1' });
    expect(ana).toMatchObject({ site: 'hq', displayName: 'Ana', externalId: 'E-1', status: 'active' });
    for (const key of [ana.id, 'E-1', 'Ana']) expect(await persons.find(key)).toEqual(ana);
    expect(await persons.find('Ana', 'hq')).toEqual(ana);
    expect(await persons.find('Ana', 'lab')).toBeUndefined();
    expect(await persons.find('nobody')).toBeUndefined();
    expect(await persons.findById('not-a-uuid')).toBeUndefined();
  });

  it('are ambiguous when they share a name', async () => {
    const { persons } = await testRoster();
    await persons.add({ site: 'hq', displayName: 'Ana' });
    await persons.add({ site: 'hq', displayName: 'Ana' });
    await expect(persons.find('Ana')).rejects.toMatchObject({ code: 'AMBIGUOUS' });
  });

  it('are refused without a name, with a taken external id, or for an unknown site', async () => {
    const { persons } = await testRoster();
    await persons.add({ site: 'hq', displayName: 'Ana', externalId: 'E-1' });
    const add = (changes: object) => persons.add({ site: 'hq', displayName: 'Bea', ...changes });
    await expect(add({ displayName: ' ' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(add({ externalId: 'E-1' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(add({ site: 'lab' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(add({ site: 'a/b' })).rejects.toMatchObject({ code: 'INVALID_PLACE' });
  });

  it('are erased with templates, cards and grants, while decisions keep the opaque id', async () => {
    const { persons, templates, cards, grants, decisions } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    await templates.add(template(ana, [1, 0], 'one'));
    await templates.add(template(ana, [0, 1], 'two'));
    await cards.assign({ personId: ana.id, token: '0042' });
    await grants.grant({ personId: ana.id, place: 'hq/main' });
    const { recorded } = await decisions.record(decision({ personId: ana.id }));

    const receipt = await persons.remove(ana.id);
    expect(receipt).toEqual({
      personId: ana.id,
      ...{ templates: 2, cards: 1, grants: 1, lookalikePairs: 0, keys: 1, decisionsKept: 1 },
      wrappedBy: expect.stringMatching(/^mk-[0-9a-f]{16}$/),
      erasedAt: expect.any(Date),
      checkedAt: expect.any(Date),
    });
    expect(await persons.findById(ana.id)).toBeUndefined();
    expect(await templates.listForPerson(ana.id)).toEqual([]);
    expect(await cards.findByToken('hq', '0042')).toBeUndefined();
    expect(await grants.list({ personId: ana.id, includeRevoked: true })).toEqual([]);
    expect(await decisions.findByRequestId(recorded.requestId)).toMatchObject({ personId: ana.id });
    await expect(persons.remove(ana.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('cards', () => {
  it('are known by their token at their site only, and keep no token', async () => {
    const { persons, cards } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    const card = await cards.assign({ personId: ana.id, token: '0042' });
    expect(await cards.findByToken('hq', '0042')).toEqual(card);
    expect(await cards.findByToken('hq', '0043')).toBeUndefined();
    expect(await cards.findByToken('lab', '0042')).toBeUndefined();
    expect(JSON.stringify(card)).not.toContain('0042');
  });

  it('belong to one person until they are revoked', async () => {
    const { persons, cards } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    const bea = await persons.add({ site: 'hq', displayName: 'Bea' });
    const card = await cards.assign({ personId: ana.id, token: '0042' });
    expect(await cards.assign({ personId: ana.id, token: '0042' })).toEqual(card);
    await expect(cards.assign({ personId: bea.id, token: '0042' })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect(await cards.revoke('hq', '0042')).toMatchObject({
      status: 'revoked',
      revokedAt: expect.any(Date),
    });
    expect(await cards.findByToken('hq', '0042')).toMatchObject({ status: 'revoked', personId: ana.id });
    expect(await cards.assign({ personId: bea.id, token: '0042' })).toMatchObject({ status: 'active' });
    expect(await cards.listForPerson(ana.id)).toEqual([]);
    expect(await cards.listForPerson(bea.id)).toHaveLength(1);
  });

  it('are refused with a bad token, a bad validity or for nobody', async () => {
    const { persons, cards } = await testRoster();
    const { id: personId } = await persons.add({ site: 'hq', displayName: 'Ana' });
    await expect(cards.assign({ personId, token: '' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(cards.assign({ personId: newId(), token: '1' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(cards.revoke('hq', 'none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const backwards = { validFrom: new Date(2), validUntil: new Date(1) };
    await expect(cards.assign({ personId, token: '1', ...backwards })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});

describe('templates', () => {
  it('of a model that is given up are erased, revoked ones too, and those of other models stay', async () => {
    const { persons, templates } = await testRoster();
    const [ana, ben] = [
      await persons.add({ site: 'hq', displayName: 'Ana' }),
      await persons.add({ site: 'hq', displayName: 'Ben' }),
    ];
    await templates.add(template(ana, [1, 0]));
    const adapted = (person: Person, source: string) => ({
      ...template(person, [0, 1], source),
      modelId: 'adapted',
    });
    const { template: revoked } = await templates.add(adapted(ana, 'one'));
    await templates.add(adapted(ana, 'two'));
    await templates.add(adapted(ben, 'one'));
    await templates.revoke(revoked.id);
    expect(await templates.eraseModel('adapted')).toEqual({ templates: 3, people: 2 });
    expect(await templates.eraseModel('adapted')).toEqual({ templates: 0, people: 0 });
    expect(await templates.listForPerson(ana.id)).toMatchObject([{ modelId: MODEL }]);
  });

  it('are added once for each person, model and source, and come back bit for bit', async () => {
    const { persons, templates } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    const embedding = [Math.fround(0.1), -0, 3.4e38, 1.4e-45];
    const first = await templates.add(template(ana, embedding));
    expect(first.added).toBe(true);
    expect(await templates.add(template(ana, [9, 9, 9, 9]))).toEqual({
      template: first.template,
      added: false,
    });
    const [stored] = await templates.listForPerson(ana.id, MODEL);
    expect(stored).toEqual({ ...first.template, embedding: Float32Array.from(embedding) });
    expect(await templates.listForPerson(ana.id, 'other')).toEqual([]);
  });

  it('are counted by model, with the people whose they are, until they are revoked', async () => {
    const { persons, templates } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    const { template: first } = await templates.add(template(ana, [1, 2], 'one'));
    await templates.add(template(ana, [3, 4], 'two'));
    expect(await templates.sizeForModel(MODEL)).toEqual({ persons: 1, templates: 2 });
    await templates.revoke(first.id);
    expect(await templates.sizeForModel(MODEL)).toEqual({ persons: 1, templates: 1 });
    expect(await templates.sizeForModel('other')).toEqual({ persons: 0, templates: 0 });
  });

  it('come alive again when their source is added after a revocation', async () => {
    const { persons, templates } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    const { template: first } = await templates.add(template(ana, [1, 2]));
    expect(await templates.revoke(first.id)).toMatchObject({ revokedAt: expect.any(Date) });
    expect(await templates.listForPerson(ana.id)).toEqual([]);
    expect(await templates.add(template(ana, [3, 4]))).toEqual({ template: first, added: true });
    expect((await templates.listForPerson(ana.id))[0]!.embedding).toEqual(Float32Array.of(3, 4));
  });

  it('are refused with numbers that no face of the model can have', async () => {
    const { persons, templates } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    await templates.add(template(ana, [1, 2]));
    const cases: [what: string, embedding: number[], code: string][] = [
      ['NaN', [1, Number.NaN], 'INVALID_INPUT'],
      ['infinity', [1, Number.POSITIVE_INFINITY], 'INVALID_INPUT'],
      ['no numbers', [], 'INVALID_INPUT'],
      ['more than 1024 numbers', new Array(1025).fill(0), 'INVALID_INPUT'],
      ["another dimension than the model's", [1, 2, 3], 'DIMENSION_MISMATCH'],
    ];
    for (const [what, embedding, code] of cases) {
      await expect(templates.add(template(ana, embedding, 'other')), what).rejects.toMatchObject({ code });
    }
  });

  it('are refused for nobody', async () => {
    const { templates } = await testRoster();
    const nobody = { id: newId() } as Person;
    await expect(templates.add(template(nobody, [1]))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(templates.revoke(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the gallery of a building', () => {
  it('holds the unrevoked templates of active people with a grant to the building or a door in it', async () => {
    const roster = await testRoster();
    const { persons, templates, grants, places } = roster;
    await places.ensureBuilding('hq/annex');
    const enrol = async (displayName: string, place?: string) => {
      const person = await persons.add({ site: 'hq', displayName });
      const { template: added } = await templates.add(template(person, [1, 0]));
      const grant = place ? await grants.grant({ personId: person.id, place }) : undefined;
      return { person, template: added, grant };
    };
    const byBuilding = await enrol('building', 'hq/main');
    const byDoor = await enrol('door', DOOR);
    const suspended = await enrol('suspended', 'hq/main');
    const revoked = await enrol('revoked', 'hq/main');
    const ungranted = await enrol('ungranted', 'hq/main');
    await enrol('elsewhere', 'hq/annex');
    await enrol('nowhere');
    await persons.suspend(suspended.person.id);
    await templates.revoke(revoked.template.id);
    await grants.revoke(ungranted.grant!.id);

    const ids = (await galleryOf(roster)).map(({ personId }) => personId);
    expect(ids.sort()).toEqual([byBuilding.person.id, byDoor.person.id].sort());
    const building = (await places.findBuilding('hq/main'))!;
    const ofOne = (id: string) => roster.templates.listForBuildingPerson(building.id, MODEL, id);
    expect(await ofOne(byDoor.person.id)).toHaveLength(1);
    expect(await ofOne(suspended.person.id)).toEqual([]);

    await persons.reinstate(suspended.person.id);
    expect(await ofOne(suspended.person.id)).toHaveLength(1);
  });

  it('is streamed in pages, each template once', async () => {
    const roster = await testRoster();
    const ana = await roster.persons.add({ site: 'hq', displayName: 'Ana' });
    await roster.grants.grant({ personId: ana.id, place: 'hq/main' });
    await roster.grants.grant({ personId: ana.id, place: DOOR });
    for (let i = 0; i < 7; i++) await roster.templates.add(template(ana, [i, 1], `photo ${i}`));
    for (const batchSize of [1, 3, 7, 100]) {
      const rows = await galleryOf(roster, batchSize);
      expect(rows.map(({ embedding }) => embedding?.[0]).sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(rows.map(({ templateId }) => templateId)).toEqual(
        rows.map(({ templateId }) => templateId).sort(),
      );
    }
  });
});

describe('grants', () => {
  it('to a building hold for each of its doors, to a door for that one', async () => {
    const { persons, grants, places } = await testRoster();
    const back = await places.addDoor('hq/main/lobby/back');
    const front = (await places.findDoor(DOOR))!;
    const { id: personId } = await persons.add({ site: 'hq', displayName: 'Ana' });
    const schedule = { weekdays: [1, 2, 3] };
    const toBuilding = await grants.grant({ personId, place: 'hq/main', schedule });
    const validity = { validFrom: new Date(1_000), validUntil: new Date(2_000) };
    const toDoor = await grants.grant({ personId, place: DOOR, ...validity });
    expect(toBuilding).toMatchObject({ place: 'hq/main', schedule });
    expect(toDoor).toMatchObject({ place: DOOR, doorId: front.id, ...validity });
    const atFront = await grants.forPersonAndDoor(personId, front.id);
    expect(new Map(atFront.map((each) => [each.id, each]))).toEqual(
      new Map([toBuilding, toDoor].map((each) => [each.id, each])),
    );
    expect(await grants.forPersonAndDoor(personId, back.id)).toEqual([toBuilding]);

    const { revokedAt } = await grants.revoke(toBuilding.id);
    expect(await grants.revoke(toBuilding.id)).toMatchObject({ revokedAt });
    expect(await grants.forPersonAndDoor(personId, back.id)).toEqual([]);
    expect(await grants.list({ personId })).toEqual([toDoor]);
    expect(await grants.list({ place: 'hq/main' })).toEqual([]);
    expect(await grants.list({ includeRevoked: true })).toHaveLength(2);
  });

  it('are refused for nobody, nowhere, another site, or a validity that ends before it begins', async () => {
    const { persons, grants, places } = await testRoster();
    await places.ensureBuilding('lab/north');
    const { id: personId } = await persons.add({ site: 'hq', displayName: 'Ana' });
    const grant = (changes: object) => grants.grant({ personId, place: 'hq/main', ...changes });
    await expect(grant({ personId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(grant({ place: 'hq/none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(grant({ place: 'hq/main/lobby' })).rejects.toMatchObject({ code: 'INVALID_PLACE' });
    await expect(grant({ place: 'lab/north' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const backwards = { validFrom: new Date(2), validUntil: new Date(2) };
    await expect(grant(backwards)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(grants.revoke(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('people who come and go at once', () => {
  it('are enrolled and erased without deadlocks', async () => {
    const { persons, templates, grants, cards } = await testRoster();
    const comeAndGo = async (i: number) => {
      const person = await persons.add({ site: 'hq', displayName: `person ${i}` });
      const adding = Promise.allSettled([
        templates.add(template(person, [i])),
        grants.grant({ personId: person.id, place: 'hq/main' }),
        cards.assign({ personId: person.id, token: `card ${i}` }),
      ]);
      await persons.remove(person.id);
      return adding;
    };
    const results = (await Promise.all(Array.from({ length: 20 }, (_, i) => comeAndGo(i)))).flat();
    const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(codes.filter((code) => code !== 'NOT_FOUND')).toEqual([]);
    expect(await persons.list()).toEqual([]);
    expect(await grants.list({ includeRevoked: true })).toEqual([]);
  });
});
