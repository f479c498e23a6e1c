import type { AreaSettings, DoorSituation, Roster, SettledDecision } from '@portero/roster';
import { newId } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { DOOR, decision, keepTestServer, testRoster } from './support/fixtures.ts';
import { connectTo } from './support/servers.ts';

const AREA = 'hq/main/lab';
const BACK = 'hq/main/lobby/back';

keepTestServer();

/** The lab, into which the front door leads and out of which the back door does. */
async function lab(settings: AreaSettings = {}) {
  const roster = await testRoster();
  await roster.places.addDoor(BACK);
  // Without a limit nobody is counted.
  const { area } = await roster.areas.ensure(AREA, { maxPersons: 1000, ...settings });
  await roster.areas.setDoor(AREA, DOOR, 'entry');
  await roster.areas.setDoor(AREA, BACK, 'exit');
  const doorIds = new Map<string, string>();
  for (const door of [DOOR, BACK]) doorIds.set(door, (await roster.places.findDoor(door))!.id);

  /** @param agoMs how long before the decision was made that is recorded now */
  const pass = async (
    personId: string,
    { door = DOOR, agoMs = 0, escorted = false, requestId = newId(), settle = unlock, by = roster } = {},
  ) => {
    let seen: DoorSituation | undefined;
    const doorId = doorIds.get(door)!;
    const { recorded, duplicate } = await by.passages.record(
      { doorId, door, personId, requestId, escorted, escortSeconds: 15 },
      (situation, now) => {
        seen = situation;
        const settled = settle(situation);
        const decidedAt = new Date(now.getTime() - agoMs);
        return {
          ...settled,
          decision: { ...settled.decision, requestId, door, doorId, personId, decidedAt },
        };
      },
    );
    return { requestId, recorded, duplicate, seen: seen! };
  };
  const acknowledge = (requestId: string, outcome: 'actuated' | 'refused' | 'shown' = 'actuated') =>
    roster.decisions.acknowledge(requestId, outcome, undefined, new Date());
  /** Acknowledged, so that it counts. */
  const passed = async (personId: string, options: Parameters<typeof pass>[1] = {}) => {
    const result = await pass(personId, options);
    await acknowledge(result.requestId);
    return result;
  };
  const situationOf = async (personId: string, door = DOOR) =>
    (await pass(personId, { door, settle: () => ({ decision: decision({ reason: 'area_full' }) }) })).seen;
  return { roster, area, pass, passed, acknowledge, situationOf };
}

function unlock({ rules: { entry, exit } }: DoorSituation): SettledDecision {
  return {
    decision: decision({ action: 'unlock', reason: 'granted' }),
    crossings: [
      ...(exit ? [{ areaId: exit.id, direction: 'exit' as const, violation: false }] : []),
      ...(entry ? [{ areaId: entry.id, direction: 'entry' as const, violation: false }] : []),
    ],
  };
}

const insideOf = async ({ areas }: Roster) => (await areas.inside(AREA)).map(({ personId }) => personId);

describe('where somebody is', () => {
  it('is not known at first, and is what the last acknowledged unlock says', async () => {
    const { passed, situationOf, roster, area } = await lab();
    const [ana, bea] = [newId(), newId()];
    const nobody = { areaId: area.id, possiblyInside: 0, surelyInside: 0 };
    expect((await situationOf(ana)).areas).toEqual([nobody]);
    const entered = await passed(ana);
    expect((await situationOf(ana)).areas).toEqual([
      { ...nobody, lastDirection: 'entry', lastAt: entered.recorded.decidedAt },
    ]);
    expect((await situationOf(bea)).areas).toEqual([{ ...nobody, possiblyInside: 1, surelyInside: 1 }]);
    expect(await insideOf(roster)).toEqual([ana]);
    await passed(ana, { door: BACK });
    expect((await situationOf(ana)).areas).toMatchObject([{ ...nobody, lastDirection: 'exit' }]);
    expect(await insideOf(roster)).toEqual([]);
  });

  it('is as before where the lock refused, or did nothing', async () => {
    const { pass, acknowledge, situationOf } = await lab();
    const ana = newId();
    for (const outcome of ['refused', 'shown'] as const) {
      const { requestId } = await pass(ana);
      expect((await situationOf(ana)).areas).toMatchObject([{ lastDirection: 'entry' }]);
      await acknowledge(requestId, outcome);
      expect((await situationOf(ana)).areas[0]).not.toHaveProperty('lastDirection');
      expect((await situationOf(newId())).areas).toMatchObject([{ possiblyInside: 0, surelyInside: 0 }]);
    }
  });

  it('counts an unlock that is not acknowledged yet where that is the stricter, and later not at all', async () => {
    const { pass, passed, acknowledge, situationOf, roster } = await lab();
    const [ana, bea] = [newId(), newId()];
    await pass(ana);
    expect((await situationOf(bea)).areas).toMatchObject([{ possiblyInside: 1, surelyInside: 0 }]);
    expect(await roster.areas.inside(AREA)).toMatchObject([{ personId: ana, acknowledged: false }]);
    await passed(bea);
    const { requestId } = await pass(bea, { door: BACK });
    expect((await situationOf(bea)).areas).toMatchObject([{ lastDirection: 'entry' }]);
    expect((await situationOf(ana)).areas).toMatchObject([{ possiblyInside: 1, surelyInside: 0 }]);
    await acknowledge(requestId);
    expect((await situationOf(bea)).areas).toMatchObject([{ lastDirection: 'exit' }]);

    const carl = newId();
    const lost = await pass(carl, { agoMs: 10_001 });
    expect((await situationOf(carl)).areas[0]).not.toHaveProperty('lastDirection');
    // Its acknowledgement was only late: the person did pass.
    await acknowledge(lost.requestId);
    expect((await situationOf(carl)).areas).toMatchObject([{ lastDirection: 'entry' }]);
  });

  it('is not known any more after the hours that the area says, or a reset of the person, or of everybody', async () => {
    const { passed, situationOf, roster } = await lab({ forgetAfterHours: 1 });
    const [ana, bea, carl] = [newId(), newId(), newId()];
    await passed(ana, { agoMs: 3_600_001 });
    await passed(bea);
    await passed(carl);
    expect(await insideOf(roster)).toEqual([bea, carl]);
    await roster.areas.reset(AREA, bea);
    expect((await situationOf(bea)).areas[0]).not.toHaveProperty('lastDirection');
    expect(await insideOf(roster)).toEqual([carl]);
    await roster.areas.reset(AREA);
    expect(await insideOf(roster)).toEqual([]);
  });
});

describe('who is inside', () => {
  it('is not counted for an area that asks for no number', async () => {
    const { passed, situationOf } = await lab({ maxPersons: null });
    await passed(newId());
    expect((await situationOf(newId())).areas).toMatchObject([{ possiblyInside: 0, surelyInside: 0 }]);
  });
});

describe('a second person', () => {
  it('is one who was refused for want of one, or let in, at an entry of the area and just now', async () => {
    const { pass, acknowledge, situationOf } = await lab({ secondPersonSeconds: 20 });
    const alone = () => ({ decision: decision({ reason: 'second_person_required' }) });
    const [ana, bea] = [newId(), newId()];
    const asked = await pass(ana, { settle: alone });
    expect((await situationOf(ana)).areas[0]).not.toHaveProperty('secondPersonAskedAt');
    expect((await situationOf(bea)).areas).toMatchObject([{ secondPersonAskedAt: asked.recorded.decidedAt }]);
    const { requestId, recorded } = await pass(bea);
    expect((await situationOf(ana)).areas).toMatchObject([{ secondPersonAskedAt: recorded.decidedAt }]);
    await acknowledge(requestId, 'refused');
    expect((await situationOf(ana)).areas[0]).not.toHaveProperty('secondPersonAskedAt');
  });

  it('is nobody who asked longer ago, or to leave', async () => {
    const { pass, situationOf } = await lab({ secondPersonSeconds: 20 });
    await pass(newId(), {
      settle: () => ({ decision: decision({ reason: 'second_person_required' }) }),
      agoMs: 20_001,
    });
    await pass(newId(), { door: BACK });
    expect((await situationOf(newId())).areas[0]).not.toHaveProperty('secondPersonAskedAt');
  });
});

describe('an escort', () => {
  async function withEscort() {
    const fixture = await lab();
    const { roster } = fixture;
    const host = await roster.persons.add({ site: 'hq', displayName: 'Host', mayEscort: true });
    const other = await roster.persons.add({ site: 'hq', displayName: 'No host' });
    const escortsFor = async (personId = newId(), door = DOOR) => {
      const settle = () => ({ decision: decision({ reason: 'escort_required' }) });
      return (await fixture.pass(personId, { door, escorted: true, settle })).seen.escorts;
    };
    return { ...fixture, host, other, escortsFor };
  }

  it('is somebody who may be one and was let in at this door, not refused by the lock, and just now', async () => {
    const { pass, acknowledge, host, other, escortsFor, roster } = await withEscort();
    await pass(other.id);
    await pass(host.id, { door: BACK });
    await pass(host.id, { agoMs: 15_001 });
    expect(await escortsFor()).toEqual([]);
    const { requestId, recorded } = await pass(host.id);
    const escort = { decisionId: recorded.id, at: recorded.decidedAt, visitors: 0 };
    expect(await escortsFor()).toEqual([escort]);
    await roster.persons.suspend(host.id);
    expect(await escortsFor()).toEqual([]);
    await roster.persons.reinstate(host.id);
    await acknowledge(requestId, 'refused');
    expect(await escortsFor()).toEqual([]);
  });

  it('is used up by a visitor who passed or is passing, and free again when the lock refused', async () => {
    const { pass, acknowledge, host, escortsFor } = await withEscort();
    const escortDecisionId = (await pass(host.id)).recorded.id;
    const settle = (situation: DoorSituation) => ({ ...unlock(situation), escortDecisionId });
    const { requestId } = await pass(newId(), { escorted: true, settle });
    expect(await escortsFor()).toMatchObject([{ visitors: 1 }]);
    await acknowledge(requestId, 'refused');
    expect(await escortsFor()).toMatchObject([{ visitors: 0 }]);
  });
});

describe('several coordinators on one database', () => {
  it('give the last places of an area to as many people as there are, however many ask at once', async () => {
    const { roster, pass } = await lab({ maxPersons: 3 });
    const settle = (situation: DoorSituation): SettledDecision =>
      situation.areas[0]!.possiblyInside < 3
        ? unlock(situation)
        : { decision: decision({ reason: 'area_full' }) };
    const results = await Promise.all(Array.from({ length: 12 }, () => pass(newId(), { settle })));
    expect(results.filter(({ recorded }) => recorded.action === 'unlock')).toHaveLength(3);
    expect(await insideOf(roster)).toHaveLength(3);
  });

  it('use one escort once, for however many visitors at once', async () => {
    const { roster, pass } = await lab();
    const host = await roster.persons.add({ site: 'hq', displayName: 'Host', mayEscort: true });
    await pass(host.id);
    const settle = (situation: DoorSituation): SettledDecision => {
      const free = situation.escorts.find(({ visitors }) => visitors < 1);
      if (!free) return { decision: decision({ reason: 'escort_required' }) };
      return { ...unlock(situation), escortDecisionId: free.decisionId };
    };
    const results = await Promise.all(
      Array.from({ length: 8 }, () => pass(newId(), { escorted: true, settle })),
    );
    expect(results.filter(({ recorded }) => recorded.action === 'unlock')).toHaveLength(1);
  });

  it('decide a request once, and its passage is one', async () => {
    const { roster, pass } = await lab();
    const [ana, requestId] = [newId(), newId()];
    const results = await Promise.all(Array.from({ length: 6 }, () => pass(ana, { requestId })));
    expect(new Set(results.map(({ recorded }) => recorded.id)).size).toBe(1);
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await insideOf(roster)).toEqual([ana]);
  });
});

describe('what is recorded of passages', () => {
  it('is nothing where the decision could not be, and is not rewritten', async () => {
    const { roster, pass } = await lab();
    const broken = (situation: DoorSituation) => ({
      ...unlock(situation),
      decision: decision({ quality: 2 }),
    });
    await expect(pass(newId(), { settle: broken })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const crossings = [{ areaId: newId(), direction: 'entry' as const, violation: false }];
    const elsewhere = (situation: DoorSituation) => ({ ...unlock(situation), crossings });
    const ana = newId();
    const requestId = newId();
    await expect(pass(ana, { settle: elsewhere, requestId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await roster.decisions.findByRequestId(requestId)).toBeUndefined();
    expect(await insideOf(roster)).toEqual([]);
    await pass(ana);
    const client = await connectTo(roster.databaseUrl);
    await expect(client.query(`UPDATE passages SET direction = 'exit'`)).rejects.toThrow(/append-only/);
  });
});
