import { newId } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { keepTestServer, testRoster } from './support/fixtures.ts';

keepTestServer();

const MODEL = 'pixels';

async function rosterWithThree() {
  const roster = await testRoster();
  const [ada, eva, bob] = await Promise.all(
    ['Ada', 'Eva', 'Bob'].map((displayName) => roster.persons.add({ site: 'hq', displayName })),
  );
  return { roster, ada: ada!.id, eva: eva!.id, bob: bob!.id };
}

describe('lookalikes', () => {
  it('are one pair, whoever comes first, and keep the smaller distance', async () => {
    const { roster, ada, eva } = await rosterWithThree();
    const { lookalikes } = roster;
    const pair = { modelId: MODEL, distanceL2: 0.9 };
    expect(await lookalikes.register({ ...pair, personIds: [ada, eva] })).toMatchObject({ added: true });
    const again = await lookalikes.register({ ...pair, personIds: [eva, ada], distanceL2: 0.85 });
    expect(again).toMatchObject({ added: false, pair: { distanceL2: 0.85 } });
    await lookalikes.register({ ...pair, personIds: [ada, eva], distanceL2: 1 });
    expect(await lookalikes.list()).toMatchObject([{ personIds: [ada, eva].sort(), distanceL2: 0.85 }]);
    expect(await lookalikes.list({ site: 'hq', modelId: MODEL })).toHaveLength(1);
    expect(await lookalikes.list({ site: 'elsewhere' })).toEqual([]);
    expect(await lookalikes.list({ modelId: 'another' })).toEqual([]);
  });

  it('are found from either side, with the templates that hold now', async () => {
    const { roster, ada, eva, bob } = await rosterWithThree();
    const { lookalikes, templates } = roster;
    const add = (sourceHash: string, modelId: string, embedding: Float32Array) =>
      templates.add({ personId: eva, modelId, embedding, quality: 1, sourceHash });
    await add('a', MODEL, Float32Array.of(1, 0));
    const { template } = await add('b', MODEL, Float32Array.of(0, 1));
    await add('c', 'another', Float32Array.of(1));
    await templates.revoke(template.id);
    await lookalikes.register({ personIds: [ada, eva], modelId: MODEL, distanceL2: 0.9 });
    await lookalikes.register({ personIds: [bob, ada], modelId: MODEL, distanceL2: 0.8 });
    expect(await lookalikes.listForPerson(ada, MODEL)).toEqual([
      { personId: bob, distanceL2: 0.8, templates: [], unreadable: 0 },
      { personId: eva, distanceL2: 0.9, templates: [Float32Array.of(1, 0)], unreadable: 0 },
    ]);
    expect(await lookalikes.listForPerson(eva, MODEL)).toMatchObject([{ personId: ada }]);
    expect(await lookalikes.listForPerson(eva, 'another')).toEqual([]);
  });

  it('go with either of the two people', async () => {
    const { roster, ada, eva } = await rosterWithThree();
    await roster.lookalikes.register({ personIds: [ada, eva], modelId: MODEL, distanceL2: 0.9 });
    await roster.persons.remove(eva);
    expect(await roster.lookalikes.list()).toEqual([]);
    expect(await roster.lookalikes.listForPerson(ada, MODEL)).toEqual([]);
  });

  it('are two different people who are there, at a distance that is one', async () => {
    const { roster, ada, eva } = await rosterWithThree();
    const register = (personIds: [string, string], distanceL2: number) =>
      roster.lookalikes.register({ personIds, modelId: MODEL, distanceL2 });
    await expect(register([ada, ada], 0.9)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(register([ada, eva], Number.NaN)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(register([ada, eva], -1)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(register([ada, newId()], 0.9)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(register([ada, 'nobody'], 0.9)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
