import { waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Employee, type Installation, startInstallation } from './support/installation.ts';
import type { TestEdge } from './support/test-edge.ts';

const BUILDING = 'hq/main';
const granted = { place: BUILDING };
const tomorrow = () => new Date(Date.now() + 86_400_000);

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
});
afterAll(() => installation?.stop());

const askAt = async (door: TestEdge, who: Employee) =>
  (await door.ask({ face: installation.faces.picture(who.face) })).command;
/** As it was recorded: the door itself is told less. */
async function recordedOf({ requestId }: { requestId: string }): Promise<string | undefined> {
  const row = await waitUntil(() => installation.roster.decisions.findByRequestId(requestId), {
    what: 'the record',
  });
  return row?.reason;
}
const reasonAt = async (door: TestEdge, who: Employee) => recordedOf(await askAt(door, who));

/** Asks, opens, and waits until the acknowledgement is with the decision. */
async function pass(door: TestEdge, who: Employee, outcome: 'actuated' | 'refused' = 'actuated') {
  const command = await askAt(door, who);
  expect(command.reason).toBe('granted');
  await door.acknowledge(command.requestId, outcome);
  await waitUntil(
    async () =>
      (await installation.roster.decisions.findByRequestId(command.requestId))?.ackOutcome === outcome,
    { what: 'the acknowledgement' },
  );
}

async function people(count: number, terms = {}): Promise<Employee[]> {
  const enrolled = [];
  for (let index = 0; index < count; index++) enrolled.push(await installation.enrol({ ...granted, terms }));
  await installation.galleryUpToDate();
  return enrolled;
}

describe('a lockdown', () => {
  it('holds at the next question after it was started, and only those pass who were given the right', async () => {
    const { roster, galleryUpToDate } = installation;
    const front = await installation.edge('hq/main/drill/front');
    const [ana, guard] = (await people(2)) as [Employee, Employee];
    const [usual] = await roster.grants.list({ personId: guard.personId });
    await roster.grants.revoke(usual!.id);
    await roster.grants.grant({ personId: guard.personId, place: BUILDING, passesLockdown: true });
    await galleryUpToDate();
    for (const place of ['hq', BUILDING, front.door]) {
      await roster.lockdowns.start(place);
      expect(await askAt(front, ana), place).toMatchObject({ action: 'deny', reason: 'lockdown' });
      expect(await askAt(front, guard), place).toMatchObject({ action: 'unlock' });
      await roster.lockdowns.end(place);
      expect(await reasonAt(front, ana), place).toBe('granted');
    }
  });
});

describe('a visitor', () => {
  it('gets in while the visit lasts, and not a moment longer, whatever was granted', async () => {
    const { roster } = installation;
    const front = await installation.edge('hq/main/visit/front');
    const [vera] = (await people(1, { kind: 'visitor', validUntil: tomorrow() })) as [Employee];
    expect(await reasonAt(front, vera)).toBe('granted');
    await roster.persons.setTerms(vera.personId, { kind: 'visitor', validUntil: new Date() });
    expect(await reasonAt(front, vera)).toBe('person_expired');
    const later = {
      kind: 'visitor',
      validFrom: tomorrow(),
      validUntil: new Date(Date.now() + 2 * 86_400_000),
    } as const;
    await roster.persons.setTerms(vera.personId, later);
    expect(await reasonAt(front, vera)).toBe('person_not_yet_valid');
  });

  it('who needs an escort follows one who was just let in at the same door, one for each', async () => {
    const front = await installation.edge('hq/main/visit/escorted');
    const other = await installation.edge('hq/main/visit/other');
    const [host] = (await people(1, { mayEscort: true })) as [Employee];
    const terms = { kind: 'visitor', validUntil: tomorrow(), escorted: true } as const;
    const [vera, will] = (await people(2, terms)) as [Employee, Employee];
    expect(await reasonAt(front, vera)).toBe('escort_required');
    await pass(other, host);
    expect(await reasonAt(front, vera)).toBe('escort_required');
    await pass(front, host);
    await pass(front, vera);
    expect(await reasonAt(front, will)).toBe('escort_required');
    await pass(front, host, 'refused');
    expect(await reasonAt(front, will)).toBe('escort_required');
  });
});

describe('holidays', () => {
  it('close what a schedule covers all week, on the day that it is in the building', async () => {
    const { roster } = installation;
    const front = await installation.edge('hq/main/calendar/front');
    const ana = await installation.enrol();
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const windows = [{ days, from: '00:00', to: '24:00' }];
    await roster.grants.grant({ personId: ana.personId, place: BUILDING, schedule: { windows } });
    await installation.galleryUpToDate();
    expect(await reasonAt(front, ana)).toBe('granted');
    // Today and tomorrow, lest midnight fall into the test.
    const day = (offset: number) =>
      new Date(Date.now() + offset * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Madrid' });
    const { holiday } = await roster.holidays.add({
      place: 'hq',
      name: 'Today',
      firstDay: day(0),
      lastDay: day(1),
    });
    expect(await reasonAt(front, ana)).toBe('closed_for_holiday');
    await roster.holidays.remove(holiday.id);
    expect(await reasonAt(front, ana)).toBe('granted');
  });
});

describe('an area', () => {
  async function area(name: string, settings: Parameters<Installation['roster']['areas']['ensure']>[1]) {
    const { roster } = installation;
    const address = `${BUILDING}/${name}`;
    const [way, out] = [
      await installation.edge(`${address}-door/in`),
      await installation.edge(`${address}-door/out`),
    ];
    await roster.areas.ensure(address, settings);
    await roster.areas.setDoor(address, way.door, 'entry');
    await roster.areas.setDoor(address, out.door, 'exit');
    return { address, way, out };
  }

  it('with hard anti-passback lets nobody in twice, counts only who passed, and forgives', async () => {
    const { roster } = installation;
    const { address, way, out } = await area('hard', { antipassback: 'hard' });
    const [ana] = (await people(1)) as [Employee];
    await pass(way, ana, 'refused');
    await pass(way, ana);
    expect(await reasonAt(way, ana)).toBe('antipassback_violation');
    await pass(out, ana);
    expect(await reasonAt(out, ana)).toBe('antipassback_violation');
    await pass(way, ana);
    await roster.areas.reset(address, ana.personId);
    await pass(way, ana);
    expect(await reasonAt(way, ana)).toBe('antipassback_violation');
  });

  it('with soft anti-passback lets pass, and marks it', async () => {
    const { log, roster } = installation;
    const { address, way } = await area('soft', { antipassback: 'soft' });
    const [ana] = (await people(1)) as [Employee];
    await pass(way, ana);
    await pass(way, ana);
    const { id } = (await roster.areas.find(address))!;
    expect(
      log.records.filter((record) => record.msg === 'let pass against the anti-passback rule'),
    ).toMatchObject([{ areaId: id, door: way.door }]);
  });

  it('that is full lets the next in when one has left', async () => {
    const { way, out } = await area('full', { maxPersons: 1 });
    const [ana, bea] = (await people(2)) as [Employee, Employee];
    await pass(way, ana);
    expect(await reasonAt(way, bea)).toBe('area_full');
    await pass(out, ana);
    await pass(way, bea);
  });

  it('of two people opens to the second who asks, and then to the first', async () => {
    const { way } = await area('pair', { secondPersonSeconds: 60 });
    const [ana, bea] = (await people(2)) as [Employee, Employee];
    expect(await reasonAt(way, ana)).toBe('second_person_required');
    expect(await reasonAt(way, ana)).toBe('second_person_required');
    await pass(way, bea);
    await pass(way, ana);
  });

  it('decides a redelivered question once, and counts its passage once', async () => {
    const { roster, faces } = installation;
    const { address, way } = await area('again', { antipassback: 'hard' });
    const [ana] = (await people(1)) as [Employee];
    const observation = way.compose({ face: faces.picture(ana.face) });
    await way.send(observation);
    await way.answersTo(observation.requestId);
    await way.send(observation);
    const answers = await way.answersTo(observation.requestId, 2);
    expect(answers.map(({ command }) => command.reason)).toEqual(['granted', 'granted']);
    expect(await roster.areas.inside(address)).toHaveLength(1);
  });

  it('has the decision in the database before the command arrives', async () => {
    const { roster } = installation;
    const { address, way } = await area('first', { maxPersons: 5 });
    const [ana] = (await people(1)) as [Employee];
    const atArrival: unknown[] = [];
    way.beforeCommand(async (requestId) => {
      atArrival.push((await roster.decisions.findByRequestId(requestId))?.action);
      atArrival.push((await roster.areas.inside(address)).length);
    });
    await askAt(way, ana);
    expect(atArrival).toEqual(['unlock', 1]);
  });

  it('gives its last place once, whichever of two coordinators is asked', async () => {
    const { roster, faces } = installation;
    const { address, way } = await area('shared', { maxPersons: 1 });
    const edgeOfSecond = await installation.secondCoordinator();
    const far = await edgeOfSecond(`${BUILDING}/shared-far/in`);
    await roster.areas.setDoor(address, far.door, 'entry');
    const crowd = await people(4);
    for (const who of crowd) {
      await roster.cards.assign({ personId: who.personId, token: `card-of-${who.personId}` });
    }
    const ask = (door: TestEdge, { face, personId }: Employee) =>
      door.ask({ face: faces.picture(face), cardToken: `card-of-${personId}` });
    const answers = await Promise.all(crowd.map((who, index) => ask(index % 2 ? way : far, who)));
    const reasons = answers.map(({ command }) => command.reason);
    expect(reasons.toSorted()).toEqual(['area_full', 'area_full', 'area_full', 'granted']);
  });

  it('keeps its doors shut while the database is away, and nobody counts as passed', async () => {
    const { roster, proxy, faces } = installation;
    const { address, way } = await area('away', { maxPersons: 5 });
    const [ana] = (await people(1)) as [Employee];
    // The coordinator knows the edge by now, and who is at the door.
    await pass(way, ana, 'refused');
    const observation = way.compose({ face: faces.picture(ana.face) });
    proxy.cut();
    await way.send(observation);
    const [answer] = await way.answersTo(observation.requestId);
    expect(answer!.command).toMatchObject({ action: 'deny', reason: 'roster_unavailable' });
    proxy.restore();
    await waitUntil(() => roster.decisions.findByRequestId(observation.requestId), { what: 'its row' });
    expect(await roster.areas.inside(address)).toEqual([]);
  });
});
