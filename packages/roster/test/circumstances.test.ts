import { newId } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { DOOR, keepTestServer, testRoster } from './support/fixtures.ts';

const MODEL = 'pixels';

keepTestServer();

async function rosterWithAda() {
  const roster = await testRoster();
  const templates = [{ modelId: MODEL, embedding: Float32Array.of(1, 0), quality: 1, sourceHash: 'a' }];
  const [ada, eva] = await roster.enrolments.enrolMany('hq/main', [
    { displayName: 'Ada', templates },
    { displayName: 'Eva', templates },
  ]);
  return { roster, ada: ada!, eva: eva! };
}

describe('what holds at a door', () => {
  it('is what each repository says of door, rules, person and grants', async () => {
    const { roster, ada } = await rosterWithAda();
    const [validFrom, validUntil] = [
      new Date('2026-01-02T03:04:05.678Z'),
      new Date('2027-01-02T03:04:05.001Z'),
    ];
    await roster.persons.setTerms(ada, { kind: 'contractor', validFrom, validUntil, escorted: true });
    const schedule = { windows: [{ days: ['mon'], from: '08:00', to: null }] };
    await roster.grants.grant({
      personId: ada,
      place: DOOR,
      validFrom,
      validUntil,
      schedule,
      passesLockdown: true,
    });
    const day = new Date().toISOString().slice(0, 10);
    await roster.holidays.add({ place: 'hq', name: 'A day off', firstDay: day });
    await roster.lockdowns.start('hq');

    const found = await roster.circumstances.of({ door: DOOR, personId: ada, modelId: MODEL });
    const door = (await roster.places.findDoor(DOOR))!;
    expect(found.door).toEqual({ ...door, rules: await roster.doorRules.forDoor(door.id, new Date()) });
    expect(found.door?.rules).toMatchObject({ lockedDown: true, holidays: [{ firstDay: day }] });
    expect(await roster.persons.findById(ada)).toMatchObject({ ...found.person });
    expect(found.person).toEqual({
      id: ada,
      status: 'active',
      kind: 'contractor',
      validFrom,
      validUntil,
      escorted: true,
    });
    const grants = await roster.grants.forPersonAndDoor(ada, door.id);
    expect(found.grants).toHaveLength(2);
    for (const [index, grant] of found.grants.entries()) expect(grants[index]).toMatchObject({ ...grant });
    expect(found.grants[1]).toMatchObject({ validFrom, validUntil, schedule, passesLockdown: true });
    expect(found.hasLookalikes).toBe(false);
  });

  it('holds from the moment that it is committed', async () => {
    const { roster, ada, eva } = await rosterWithAda();
    const ask = (personId?: string) => roster.circumstances.of({ door: DOOR, personId, modelId: MODEL });
    const [grant] = (await ask(ada)).grants;
    await roster.grants.revoke(grant!.id);
    expect((await ask(ada)).grants).toEqual([]);
    await roster.persons.suspend(eva);
    expect((await ask(eva)).person?.status).toBe('suspended');
    await roster.lookalikes.register({ personIds: [ada, eva], modelId: MODEL, distanceL2: 0.9 });
    expect((await Promise.all([ask(ada), ask(eva)])).map(({ hasLookalikes }) => hasLookalikes)).toEqual([
      true,
      true,
    ]);
    await roster.persons.remove(ada);
    expect((await ask(ada)).person).toBeUndefined();
  });

  it('is told to each who asks at the same time, in their own terms', async () => {
    const { roster, ada } = await rosterWithAda();
    const questions = [
      { door: DOOR, personId: ada, modelId: MODEL },
      { door: 'hq/main/lobby/back', personId: ada, modelId: MODEL },
      { door: DOOR, personId: newId(), modelId: MODEL },
      { door: DOOR, modelId: MODEL },
    ];
    const answers = await Promise.all(questions.map((question) => roster.circumstances.of(question)));
    expect(answers.map(({ door }) => door?.address)).toEqual([DOOR, undefined, DOOR, DOOR]);
    expect(answers.map(({ person }) => person?.id)).toEqual([ada, ada, undefined, undefined]);
    expect(answers.map(({ grants }) => grants.length)).toEqual([1, 0, 0, 0]);
    await expect(roster.circumstances.of({ door: 'hq/main', modelId: MODEL })).rejects.toMatchObject({
      code: 'INVALID_PLACE',
    });
  });
});

describe('people enrolled many at a time', () => {
  it('are in the gallery of the place, each with their own key and a grant, and in the audit log', async () => {
    const { roster, ada } = await rosterWithAda();
    const building = (await roster.places.findBuilding('hq/main'))!;
    expect(await roster.templates.sizeForBuilding(building.id, MODEL)).toEqual({ persons: 2, templates: 2 });
    expect(await roster.templates.listForPerson(ada)).toMatchObject([{ embedding: Float32Array.of(1, 0) }]);
    const acts = (await roster.audit.list({ personId: ada })).map(({ action }) => action).sort();
    expect(acts).toEqual(['grant.added', 'person.added', 'template.added']);
    await expect(roster.enrolments.enrolMany('lab/main', [])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
