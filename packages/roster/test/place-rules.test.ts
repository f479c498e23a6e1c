import type { Roster } from '@portero/roster';
import { newId } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { DOOR, keepTestServer, testRoster } from './support/fixtures.ts';

const NOW = new Date('2026-12-24T10:00:00Z');

async function rulesOf(roster: Roster, at = NOW) {
  const door = (await roster.places.findDoor(DOOR))!;
  return (await roster.doorRules.forDoor(door.id, at))!;
}

keepTestServer();

describe('a lockdown', () => {
  it.each(['hq', 'hq/main', DOOR])(
    'of %s holds at the door from when it is started to when it is ended',
    async (place) => {
      const roster = await testRoster();
      expect((await rulesOf(roster)).lockedDown).toBe(false);
      const started = await roster.lockdowns.start(place, 'a drill');
      expect(started).toMatchObject({ place, reason: 'a drill' });
      expect((await rulesOf(roster)).lockedDown).toBe(true);
      expect(await roster.lockdowns.start(place)).toEqual(started);
      expect(await roster.lockdowns.list()).toEqual([started]);
      expect(await roster.lockdowns.end(place)).toMatchObject({ id: started.id, endedAt: expect.any(Date) });
      expect((await rulesOf(roster)).lockedDown).toBe(false);
      expect(await roster.lockdowns.end(place)).toBeUndefined();
      expect(await roster.lockdowns.list()).toEqual([]);
    },
  );

  it('of the site goes on when that of the building ends, and other buildings know nothing of that', async () => {
    const roster = await testRoster();
    await roster.places.ensureBuilding('hq/annex');
    await roster.places.ensureBuilding('lab/main');
    await roster.lockdowns.start('hq');
    await roster.lockdowns.start('hq/main');
    await roster.lockdowns.start('hq/annex');
    await roster.lockdowns.start('lab');
    expect((await roster.lockdowns.list(DOOR)).map(({ place }) => place)).toEqual(['hq', 'hq/main']);
    expect((await roster.lockdowns.list('hq')).map(({ place }) => place)).toEqual([
      'hq',
      'hq/main',
      'hq/annex',
    ]);
    await roster.lockdowns.end('hq/main');
    expect((await rulesOf(roster)).lockedDown).toBe(true);
  });

  it('of a place that is not there is refused, not taken for another', async () => {
    const { lockdowns } = await testRoster();
    for (const place of ['lab', 'hq/annex', 'hq/main/lobby/back', 'hq/main/gate/front']) {
      await expect(lockdowns.start(place), place).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(lockdowns.start('hq/main/lobby')).rejects.toMatchObject({ code: 'INVALID_PLACE' });
    await expect(lockdowns.start('hq', ' ')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('wakes who follows places', async () => {
    const roster = await testRoster();
    const before = await roster.changes.latestSeq();
    await roster.lockdowns.start('hq');
    await roster.lockdowns.end('hq');
    expect((await roster.changes.since(before)).map(({ kind }) => kind)).toEqual(['place', 'place']);
  });
});

describe('holidays', () => {
  it('hold for a site or one building, once each, near their days', async () => {
    const roster = await testRoster();
    await roster.places.ensureBuilding('hq/annex');
    const hours = [{ from: '09:00', to: '13:00' }];
    const eve = await roster.holidays.add({
      place: 'hq',
      name: 'Christmas Eve',
      firstDay: '2026-12-24',
      hours,
    });
    expect(eve).toMatchObject({
      added: true,
      holiday: { place: 'hq', firstDay: '2026-12-24', lastDay: '2026-12-24' },
    });
    await roster.holidays.add({
      place: 'hq/annex',
      name: 'Works',
      firstDay: '2026-12-20',
      lastDay: '2026-12-31',
    });
    await roster.holidays.add({ place: 'hq', name: 'Christmas', firstDay: '2026-12-25' });
    expect((await rulesOf(roster)).holidays).toEqual([
      { firstDay: '2026-12-24', lastDay: '2026-12-24', hours },
      { firstDay: '2026-12-25', lastDay: '2026-12-25' },
    ]);
    expect((await rulesOf(roster, new Date('2026-12-20T10:00:00Z'))).holidays).toEqual([]);

    const again = await roster.holidays.add({ place: 'hq', name: 'Christmas Eve', firstDay: '2026-12-24' });
    expect(again).toMatchObject({ added: false, holiday: { id: eve.holiday.id } });
    expect(again.holiday).not.toHaveProperty('hours');
    expect(await roster.holidays.list({ place: 'hq/main' })).toHaveLength(2);
    expect(await roster.holidays.list({ place: 'hq' })).toHaveLength(3);
    expect(await roster.holidays.list({ since: '2026-12-25' })).toHaveLength(2);
    await roster.holidays.remove(eve.holiday.id);
    await expect(roster.holidays.remove(eve.holiday.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are refused for a place that is not there, and on days that are none', async () => {
    const { holidays } = await testRoster();
    const add = (changes: object) =>
      holidays.add({ place: 'hq', name: 'Christmas', firstDay: '2026-12-25', ...changes });
    await expect(add({ place: 'lab' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(add({ place: 'hq/annex' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const changes of [
      { name: '' },
      { firstDay: 'soon' },
      { firstDay: '2027-02-29' },
      { lastDay: '2026-12-24' },
    ])
      await expect(add(changes)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('people', () => {
  it('have terms: visitors an end, escorts for those who are no employees', async () => {
    const { persons } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    expect(ana).toMatchObject({ kind: 'employee', escorted: false, mayEscort: false });
    const validUntil = new Date('2026-12-24T18:00:00Z');
    const visit = { kind: 'visitor', validUntil, escorted: true } as const;
    const visitor = await persons.add({ site: 'hq', displayName: 'Vera', ...visit });
    expect(await persons.findById(visitor.id)).toMatchObject(visit);
    const later = { ...visit, validUntil: new Date('2026-12-31T18:00:00Z') };
    expect(await persons.setTerms(visitor.id, later)).toMatchObject(later);
    expect(await persons.setTerms(ana.id, { mayEscort: true })).toMatchObject({ mayEscort: true });
    for (const terms of [
      { kind: 'visitor' },
      { escorted: true },
      { kind: 'contractor', mayEscort: true },
      { validFrom: validUntil, validUntil },
    ] as const) {
      await expect(persons.setTerms(ana.id, terms)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    await expect(persons.setTerms(newId(), {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('have grants that hold in a lockdown only where they were made so', async () => {
    const { persons, grants } = await testRoster();
    const ana = await persons.add({ site: 'hq', displayName: 'Ana' });
    expect(await grants.grant({ personId: ana.id, place: 'hq/main' })).toMatchObject({
      passesLockdown: false,
    });
    expect(await grants.grant({ personId: ana.id, place: DOOR, passesLockdown: true })).toMatchObject({
      passesLockdown: true,
    });
  });
});

describe('areas', () => {
  it('are made, changed and given doors, which their rules then come with', async () => {
    const roster = await testRoster();
    const { areas } = roster;
    const made = await areas.ensure('hq/main/lab', { antipassback: 'hard', maxPersons: 4 });
    expect(made).toMatchObject({ created: true, area: { address: 'hq/main/lab', forgetAfterHours: 24 } });
    const timed = { antipassback: 'timed', antipassbackMinutes: 5 } as const;
    expect(await areas.ensure('hq/main/lab', timed)).toMatchObject({
      created: false,
      area: { maxPersons: 4, ...timed },
    });
    expect(
      (await areas.ensure('hq/main/lab', { antipassback: 'off', maxPersons: null })).area,
    ).not.toHaveProperty('maxPersons');
    expect(await areas.setDoor('hq/main/lab', DOOR, 'entry')).toEqual([{ door: DOOR, direction: 'entry' }]);
    expect(await rulesOf(roster)).toMatchObject({ entry: { id: made.area.id, antipassback: 'off' } });
    expect(await areas.setDoor('hq/main/lab', DOOR, 'exit')).toEqual([{ door: DOOR, direction: 'exit' }]);
    await areas.ensure('hq/main/hall');
    await areas.setDoor('hq/main/hall', DOOR, 'entry');
    expect(Object.keys(await rulesOf(roster)).sort()).toEqual(['entry', 'exit', 'holidays', 'lockedDown']);
    await areas.ensure('hq/main/attic');
    await expect(areas.setDoor('hq/main/attic', DOOR, 'exit')).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect(await areas.setDoor('hq/main/lab', DOOR, null)).toEqual([]);
    expect((await areas.list('hq/main')).map(({ address }) => address)).toEqual([
      'hq/main/attic',
      'hq/main/hall',
      'hq/main/lab',
    ]);
  });

  it('are refused with settings that cannot be, and doors of other buildings', async () => {
    const { areas, places } = await testRoster();
    for (const settings of [
      { antipassback: 'timed' },
      { antipassback: 'hard', antipassbackMinutes: 5 },
      { antipassback: 'timed', antipassbackMinutes: 0 },
      { maxPersons: 0 },
      { secondPersonSeconds: 601 },
      { forgetAfterHours: 0 },
      { antipassback: 'quantum' as 'hard' },
    ] as const) {
      await expect(areas.ensure('hq/main/lab', settings)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    await expect(areas.ensure('hq/annex/lab')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await places.ensureBuilding('hq/annex');
    await areas.ensure('hq/annex/lab');
    await expect(areas.setDoor('hq/annex/lab', DOOR, 'entry')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(areas.doors('hq/main/lab')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
