import { describeWithMosquitto, waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CoordinatorsHall } from './support/coordinators-hall.ts';

describeWithMosquitto('two coordinators behind one mosquitto', () => {
  let hall: CoordinatorsHall;

  const letIn = async (times: number) => {
    for (let time = 0; time < times; time++) expect((await hall.walkPast()).outcome).toBe('actuated');
  };

  beforeAll(async () => {
    hall = await CoordinatorsHall.open();
    await hall.start('north');
    await hall.start('south');
  }, 120_000);
  afterAll(() => hall?.stop());

  it('take turns, and both know within moments whom one of them has never seen', async () => {
    expect(await hall.walkPast()).toMatchObject({ outcome: 'denied', reason: 'unknown_face' });
    await hall.enrolMarie();
    for (const name of ['north', 'south']) {
      const before = hall.decisionsOf(name);
      await waitUntil(
        async () => (await hall.walkPast()).outcome === 'actuated' && hall.decisionsOf(name) > before,
        { what: `${name} lets her in` },
      );
    }
    await letIn(4);
  });

  it('answer for one another while one is frozen, and when it is killed', async () => {
    const north = hall.coordinator('north');
    north.freeze();
    await letIn(4);
    await north.kill();
    await letIn(4);
  });

  it('have recorded every unlock once, and opened for none twice', async () => {
    const { pulses, roster } = hall;
    expect(new Set(pulses).size).toBe(pulses.length);
    const rows = await roster.decisions.list({ limit: 1000 });
    expect(new Set(rows.map(({ requestId }) => requestId)).size).toBe(rows.length);
    const unlocked = rows.filter(({ action }) => action === 'unlock').map(({ requestId }) => requestId);
    expect(new Set(pulses)).toEqual(new Set(unlocked));
  });

  it('leave a building alone that is moved to the pool of another', async () => {
    await hall.start('annex', 'annex');
    await hall.roster.places.setPool('hq/main', 'annex');
    await waitUntil(
      async () => (await hall.walkPast()).outcome === 'actuated' && hall.decisionsOf('annex') > 0,
      { timeoutMs: 30_000, what: 'the other pool serves it' },
    );
    const before = hall.decisionsOf('south');
    await letIn(3);
    expect(hall.decisionsOf('south')).toBe(before);
  });
});
