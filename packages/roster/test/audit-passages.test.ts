import { newId } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { auditedRoster } from './support/audited.ts';
import { DOOR, decision, keepTestServer } from './support/fixtures.ts';

const AREA = 'hq/main/lab';

keepTestServer();

describe('the audit log', () => {
  it('has every decision that was made where it is recorded, sealed, however many at once', async () => {
    const { roster, verify } = await auditedRoster();
    const { area } = await roster.areas.ensure(AREA, { maxPersons: 3 });
    await roster.areas.setDoor(AREA, DOOR, 'entry');
    const doorId = (await roster.places.findDoor(DOOR))!.id;
    const requestIds = Array.from({ length: 9 }, () => newId());
    const ask = (requestId: string) => {
      const personId = newId();
      return roster.passages.record(
        { doorId, door: DOOR, personId, requestId, escorted: false, escortSeconds: 15 },
        ({ areas }) => {
          const isFull = areas[0]!.possiblyInside >= 3;
          const made = isFull
            ? ({ action: 'deny', reason: 'area_full' } as const)
            : ({ action: 'unlock', reason: 'granted' } as const);
          const crossing = { areaId: area.id, direction: 'entry' as const, violation: false };
          return {
            decision: decision({ ...made, requestId, doorId, personId, decidedAt: new Date() }),
            crossings: isFull ? [] : [crossing],
          };
        },
      );
    };
    // Each twice: a repeated request has one decision and one entry.
    await Promise.all([...requestIds, ...requestIds].map(ask));
    await Promise.all(requestIds.map(() => roster.decisions.record(decision())));
    expect(await roster.areas.inside(AREA)).toHaveLength(3);
    const entries = await roster.audit.list({ action: 'decision.made', limit: 1000 });
    expect(entries.filter(({ details }) => requestIds.includes(String(details.requestId)))).toHaveLength(9);
    expect(await verify()).toMatchObject({ ok: true, unsealed: 0, findings: [] });
  });

  it('has lockdowns, holidays, areas and resets, and the terms of people', async () => {
    const { roster, verify } = await auditedRoster();
    const ana = await roster.persons.add({ site: 'hq', displayName: 'Ana' });
    await roster.persons.setTerms(ana.id, { mayEscort: true });
    await roster.grants.grant({ personId: ana.id, place: DOOR, passesLockdown: true });
    await roster.lockdowns.start('hq', 'a drill');
    await roster.lockdowns.end('hq');
    await roster.holidays.add({ place: 'hq', name: 'Christmas', firstDay: '2026-12-25' });
    await roster.areas.ensure(AREA, { antipassback: 'hard' });
    await roster.areas.setDoor(AREA, DOOR, 'entry');
    await roster.areas.reset(AREA, ana.id);
    const entries = (await roster.audit.list({ limit: 1000 })).reverse();
    const has = (action: string) => entries.filter((entry) => entry.action === action);
    expect(has('person.changed')).toMatchObject([{ details: { may_escort: { from: false, to: true } } }]);
    expect(has('grant.added')).toMatchObject([{ details: { passes_lockdown: true } }]);
    for (const action of [
      'lockdown.added',
      'lockdown.changed',
      'holiday.added',
      'area.added',
      'area-door.added',
    ]) {
      expect(has(action), action).toHaveLength(1);
    }
    expect(has('area-reset.added')).toMatchObject([{ person: ana.id }]);
    expect(await verify()).toMatchObject({ ok: true, unsealed: 0, findings: [] });
  });
});
