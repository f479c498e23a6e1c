import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Roster } from '@portero/roster';
import { waitUntil } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { type Enrolled, enrol, enrolFace, readGallery } from './support/enrolled.ts';
import { keepTestServer, testInstallation } from './support/fixtures.ts';
import { RosterProcess } from './support/roster-process.ts';
import { connectTo } from './support/servers.ts';

keepTestServer();

async function enrolMany(roster: Roster, count: number): Promise<Enrolled[]> {
  const people: Enrolled[] = [];
  for (let i = 0; i < count; i++) people.push(await enrol(roster, `person ${i}`));
  return people;
}

function galleryOf(people: readonly Enrolled[]): Map<string, Float32Array> {
  return new Map(people.map(({ templateId, embedding }) => [templateId, embedding]));
}

describe('a rotation of the master key', () => {
  it('wraps every key anew, touches no template, and is not noticed by who is running', async () => {
    const { roster, reopen } = await testInstallation();
    const people = await enrolMany(roster, 5);
    const ana = people[0]!.person;
    await roster.cards.assign({ personId: ana.id, token: '0042' });
    const running = await reopen();
    const seq = await running.changes.latestSeq();
    const [before] = (await roster.keys.status()).keys;
    const progress: number[][] = [];
    const rotation = await roster.keys.rotate({
      batchSize: 2,
      onProgress: (...args) => progress.push(args),
    });
    expect(rotation).toMatchObject({
      resumed: false,
      rewrapped: 5,
      unreadable: [],
      retired: [before!.keyId],
    });
    expect(progress).toEqual([
      [2, 5],
      [4, 5],
      [5, 5],
    ]);
    expect((await running.keys.status()).keys).toMatchObject([
      { keyId: rotation.keyId, current: true, personKeys: 5, installationKeys: 1, available: true },
      { keyId: before!.keyId, current: false, personKeys: 0, retiredAt: expect.any(Date) },
    ]);
    expect(await running.changes.since(seq)).toEqual([]);
    expect(await readGallery(running)).toEqual(galleryOf(people));
    expect(await running.cards.findByToken('hq', '0042')).toMatchObject({ personId: ana.id });
    const newcomer = await enrol(running, 'newcomer');
    expect((await readGallery(roster)).get(newcomer.templateId)).toEqual(newcomer.embedding);
  });

  it('loses nobody who is enrolled while it goes on', async () => {
    const { roster, reopen } = await testInstallation();
    const people = await enrolMany(roster, 10);
    const other = await reopen();
    let rotating = true;
    const rotations = (async () => {
      for (let i = 0; i < 5; i++) await roster.keys.rotate({ batchSize: 3 });
      rotating = false;
    })();
    while (rotating) people.push(await enrol(other, 'another'));
    await rotations;
    expect(await readGallery(await reopen())).toEqual(galleryOf(people));
    const { keys } = await roster.keys.status();
    expect(keys[0]).toMatchObject({ current: true, personKeys: people.length });
    expect(keys.slice(1).map(({ personKeys, retiredAt }) => [personKeys, retiredAt !== undefined])).toEqual(
      keys.slice(1).map(() => [0, true]),
    );
  });

  it('that is killed half-way is finished by the next one, and hinders nobody meanwhile', async () => {
    const { roster, reopen, dataDir } = await testInstallation();
    const people = await enrolMany(roster, 60);
    const options = { dataDir, databaseUrl: roster.databaseUrl, poolSize: 1 };
    const rotating = new RosterProcess({ action: 'rotate', options });
    await waitUntil(() => rotating.lines.some(({ done }) => Number(done) >= 8), {
      what: 'the first batches',
    });
    await rotating.kill();
    const half = (await roster.keys.status()).keys;
    expect(half.map(({ personKeys }) => personKeys > 0)).toEqual([true, true]);
    expect(half[1]).not.toHaveProperty('retiredAt');
    expect(await readGallery(await reopen())).toEqual(galleryOf(people));

    const resumed = await roster.keys.rotate();
    expect(resumed).toEqual({
      keyId: half[0]!.keyId,
      resumed: true,
      rewrapped: half[1]!.personKeys,
      unreadable: [],
      retired: [half[1]!.keyId],
    });
    expect(await readGallery(await reopen())).toEqual(galleryOf(people));
  });

  it('lets a person be enrolled with further photographs afterwards', async () => {
    const { roster } = await testInstallation();
    const [ana] = await enrolMany(roster, 1);
    await roster.keys.rotate();
    const second = await enrolFace(roster, ana!.person.id, 'second photo');
    expect(await readGallery(roster)).toEqual(galleryOf([ana!, { ...ana!, ...second }]));
  });

  it('takes the key that was prepared, once', async () => {
    const { roster, reopen } = await testInstallation();
    const [person] = await enrolMany(roster, 1);
    const prepared = await roster.keys.rotate({ prepareOnly: true });
    expect(await roster.keys.rotate({ prepareOnly: true })).toEqual(prepared);
    expect(await (await reopen()).keys.status()).toMatchObject({
      keys: [{ current: true, personKeys: 1 }],
      unused: [prepared.keyId],
    });
    expect((await roster.keys.rotate()).keyId).toBe(prepared.keyId);
    expect((await roster.keys.rotate()).keyId).not.toBe(prepared.keyId);
    expect(await readGallery(roster)).toEqual(galleryOf([person!]));
  });

  it('leaves a damaged key as it is, with the master key that it belongs to', async () => {
    const { roster } = await testInstallation();
    const [ana, bea] = await enrolMany(roster, 2);
    const client = await connectTo(roster.databaseUrl);
    await client.query(
      'UPDATE person_keys SET wrapped_key = overlay(wrapped_key PLACING $1 FROM 20) WHERE person_id = $2',
      [Buffer.alloc(8), ana!.person.id],
    );
    const [first] = (await roster.keys.status()).keys;
    for (const rewrapped of [1, 1]) {
      expect(await roster.keys.rotate()).toMatchObject({
        ...{ resumed: false, rewrapped },
        unreadable: [ana!.person.id],
      });
    }
    await expect(roster.keys.discard(first!.keyId)).rejects.toMatchObject({ code: 'MASTER_KEY_IN_USE' });
    expect(await readGallery(roster)).toEqual(
      new Map<string, unknown>([
        [ana!.templateId, 'key_damaged'],
        [bea!.templateId, bea!.embedding],
      ]),
    );
  });

  it('is one at a time', async () => {
    const { roster } = await testInstallation();
    await enrolMany(roster, 3);
    const both = await Promise.allSettled([roster.keys.rotate({ batchSize: 1 }), roster.keys.rotate()]);
    const codes = both.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(codes.filter((code) => code !== 'KEYS_BUSY')).toEqual([]);
    expect(codes.length).toBeLessThan(2);
  });
});

describe('a master key that is retired', () => {
  it('is kept for older backups until it is discarded, and then they open no more', async () => {
    const { roster, reopen, dataDir } = await testInstallation();
    const [ana] = await enrolMany(roster, 1);
    const client = await connectTo(roster.databaseUrl);
    await client.query('CREATE SCHEMA backup');
    for (const table of ['master_keys', 'person_keys', 'installation_keys']) {
      await client.query(`CREATE TABLE backup.${table} AS SELECT * FROM ${table}`);
    }
    const restore = async () => {
      await client.query('DELETE FROM person_keys');
      await client.query('DELETE FROM installation_keys');
      await client.query('DELETE FROM master_keys');
      for (const table of ['master_keys', 'person_keys', 'installation_keys']) {
        await client.query(`INSERT INTO ${table} SELECT * FROM backup.${table}`);
      }
    };
    const { retired } = await roster.keys.rotate();
    await restore();
    expect(await readGallery(await reopen())).toEqual(galleryOf([ana!]));
    await roster.keys.rotate();
    await roster.keys.discard(retired[0]!);
    expect(await readFile(join(dataDir, 'keys', 'master.key'), 'utf8')).not.toContain(retired[0]);
    await restore();
    await expect(reopen()).rejects.toMatchObject({
      code: 'MASTER_KEY_MISSING',
      context: { keyId: retired[0] },
    });
  });

  it('is discarded neither while it is in force nor when it is not here', async () => {
    const { roster } = await testInstallation();
    const { keyId } = (await roster.keys.status()).keys[0]!;
    await expect(roster.keys.discard(keyId)).rejects.toMatchObject({ code: 'MASTER_KEY_IN_USE' });
    await expect(roster.keys.discard('mk-none')).rejects.toMatchObject({ code: 'MASTER_KEY_MISSING' });
  });
});
