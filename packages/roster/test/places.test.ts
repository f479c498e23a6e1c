import { describe, expect, it } from 'vitest';
import { DOOR, keepTestServer, testInstallation, testRoster } from './support/fixtures.ts';

const JWK = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

keepTestServer();

describe('places', () => {
  it('makes a building once, however often and at once it is asked for', async () => {
    const { places } = await testRoster();
    const made = await Promise.all(Array.from({ length: 5 }, () => places.ensureBuilding('lab/north')));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made[0]).toMatchObject({ address: 'lab/north', site: 'lab', building: 'north', timeZone: 'UTC' });
    expect(await places.ensureBuilding('lab/north', { timeZone: 'Europe/Madrid' })).toMatchObject({
      timeZone: 'Europe/Madrid',
    });
    expect(await places.ensureBuilding('lab/north')).toMatchObject({ timeZone: 'Europe/Madrid' });
    expect((await places.listBuildings()).map(({ address }) => address)).toEqual(['hq/main', 'lab/north']);
  });

  it('gives a door its settings and lets them be changed one by one', async () => {
    const { places } = await testRoster();
    const address = 'hq/main/lobby/back';
    const door = await places.addDoor(address, { mode: 'either', pulseMs: 800, thresholdL2: 0.8 });
    expect(door).toMatchObject({ address, mode: 'either', pulseMs: 800, failMode: 'secure', active: true });
    expect(await places.updateDoor(address, { active: false, thresholdL2: null, marginL2: 0.1 })).toEqual({
      ...Object.fromEntries(Object.entries(door).filter(([key]) => key !== 'thresholdL2')),
      active: false,
      marginL2: 0.1,
    });
    expect((await places.listDoors('hq/main/lobby')).map((each) => each.address)).toEqual([address, DOOR]);
    expect(await places.listDoors('hq/other')).toEqual([]);
  });

  it('keeps how many strangers may be taken for somebody, of a building and of a door', async () => {
    const { places, changes } = await testRoster();
    expect(await places.findBuilding('hq/main')).not.toHaveProperty('targetFpir');
    const before = await changes.latestSeq();
    expect(await places.setTargetFpir('hq/main', 0.01)).toMatchObject({ targetFpir: 0.01 });
    expect((await changes.since(before, 10)).map(({ kind }) => kind)).toEqual(['place']);
    expect(await places.ensureBuilding('hq/main', { timeZone: 'UTC' })).toMatchObject({ targetFpir: 0.01 });
    expect(await places.updateDoor(DOOR, { targetFpir: 0.001 })).toMatchObject({ targetFpir: 0.001 });
    expect(await places.updateDoor(DOOR, { targetFpir: null })).not.toHaveProperty('targetFpir');
    expect(await places.setTargetFpir('hq/main', null)).not.toHaveProperty('targetFpir');
    await expect(places.setTargetFpir('hq/main', 1)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(places.setTargetFpir('hq/none', 0.01)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(places.updateDoor(DOOR, { targetFpir: 0 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('says how many pictures a door asks for, both numbers or neither', async () => {
    const { places } = await testRoster();
    const set = (framesAgreeing: number | null | undefined, framesDemanded: number | null | undefined) =>
      places.updateDoor(DOOR, { framesAgreeing, framesDemanded });
    expect(await places.findDoor(DOOR)).not.toHaveProperty('framesAgreeing');
    expect(await set(2, 3)).toMatchObject({ framesAgreeing: 2, framesDemanded: 3 });
    expect(await set(undefined, undefined)).toMatchObject({ framesAgreeing: 2, framesDemanded: 3 });
    const wrong = [
      [2, undefined],
      [undefined, 3],
      [null, 3],
      [3, 2],
      [0, 1],
      [1, 9],
      [1.5, 2],
    ] as const;
    for (const [agreeing, demanded] of wrong) {
      await expect(set(agreeing, demanded)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    const unset = await set(null, null);
    expect(unset).not.toHaveProperty('framesAgreeing');
    expect(unset).not.toHaveProperty('framesDemanded');
  });

  it('keeps what a door demands against presentation attacks, or that nobody has decided', async () => {
    const { places } = await testRoster();
    expect(await places.findDoor(DOOR)).not.toHaveProperty('pad');
    expect(await places.updateDoor(DOOR, { pad: 'passive', minPadScore: 0.6 })).toMatchObject({
      pad: 'passive',
      minPadScore: 0.6,
    });
    expect(await places.updateDoor(DOOR, { pad: 'required' })).toMatchObject({
      pad: 'required',
      minPadScore: 0.6,
    });
    for (const settings of [{ pad: 'some' as 'off' }, { minPadScore: 1.1 }, { minPadScore: Number.NaN }]) {
      await expect(places.updateDoor(DOOR, settings)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    const unset = await places.updateDoor(DOOR, { pad: null, minPadScore: null });
    expect(unset).not.toHaveProperty('pad');
    expect(unset).not.toHaveProperty('minPadScore');
  });

  it('keeps the public key of an edge', async () => {
    const { places } = await testRoster();
    expect(await places.findEdge('hq/main/lobby')).not.toHaveProperty('publicJwk');
    expect(await places.setEdgeKey('hq/main/lobby', JWK)).toMatchObject({ publicJwk: JWK });
    expect(await places.addEdge('hq/main/garage', { publicJwk: JWK })).toMatchObject({ publicJwk: JWK });
    expect((await places.listEdges('hq/main')).map(({ edge }) => edge)).toEqual(['garage', 'lobby']);
  });

  it('remembers since when the key of an edge is revoked, until it gets another', async () => {
    const { places } = await testRoster();
    await places.setEdgeKey('hq/main/lobby', JWK);
    const { revokedAt, publicJwk } = await places.revokeEdgeKey('hq/main/lobby');
    expect([revokedAt, publicJwk]).toEqual([expect.any(Date), JWK]);
    expect((await places.revokeEdgeKey('hq/main/lobby')).revokedAt).toEqual(revokedAt);
    expect(await places.setEdgeKey('hq/main/lobby', { ...JWK, x: 'another' })).not.toHaveProperty(
      'revokedAt',
    );
    await expect(places.revokeEdgeKey('hq/main/none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('answers undefined for what is not there', async () => {
    const { places } = await testRoster();
    expect(await places.findBuilding('hq/none')).toBeUndefined();
    expect(await places.findEdge('hq/main/none')).toBeUndefined();
    expect(await places.findDoor('hq/main/lobby/none')).toBeUndefined();
  });

  it('says in its errors what is missing, taken or wrong', async () => {
    const { places } = await testRoster();
    await expect(places.addEdge('hq/none/lobby')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(places.addDoor('hq/main/none/front')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(places.updateDoor('hq/main/lobby/none', {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(places.addEdge('hq/main/lobby')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(places.addDoor(DOOR)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(places.findDoor('hq/main/Lobby/front')).rejects.toMatchObject({ code: 'INVALID_PLACE' });
    await expect(places.updateDoor(DOOR, { pulseMs: 99 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(places.updateDoor(DOOR, { marginL2: Number.NaN })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(places.ensureBuilding('hq/main', { timeZone: 'Mars' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(places.setEdgeKey('hq/main/lobby', { ...JWK, d: 'secret' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('moves a building to a pool, of which a change tells', async () => {
    const { roster } = await testInstallation();
    expect(await roster.places.ensureBuilding('hq/main')).toMatchObject({ pool: 'default' });
    const before = await roster.changes.latestSeq();
    expect(await roster.places.setPool('hq/main', 'north')).toMatchObject({ pool: 'north' });
    expect(await roster.changes.since(before)).toMatchObject([{ kind: 'place' }]);
    await expect(roster.places.setPool('hq/main', 'North side')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(roster.places.setPool('hq/attic', 'north')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
