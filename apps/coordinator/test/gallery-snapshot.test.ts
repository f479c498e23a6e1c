import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bucketOf } from '@portero/gallery';
import { openRoster, type Roster } from '@portero/roster';
import { createTestDatabase, runSql, type TestDatabase } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { temporaryFolder } from '@portero/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { GalleryDirectory } from '../src/gallery-directory.ts';
import { builtInModelPolicies } from '../src/model-policies.ts';

const logger = silentLogger();
const DIMENSION = 16;
const policy = { ...builtInModelPolicies()[0]!, dimension: DIMENSION };
const PEOPLE = 40;

interface Enrolled {
  personId: string;
  templateId: string;
  embedding: Float32Array;
}

let database: TestDatabase;
let roster: Roster;
let snapshotDir: string;
const people: Enrolled[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  roster = await openRoster({ databaseUrl: database.databaseUrl, dataDir: temporaryFolder() }, { logger });
  await roster.places.ensureBuilding('hq/main');
  for (let person = 0; person < PEOPLE; person++) people.push(await enrol(person));
});
afterAll(async () => {
  await roster?.stop();
  await database?.drop();
});
beforeEach(async () => {
  snapshotDir = temporaryFolder();
  const directory = open();
  await directory.load(await roster.changes.latestSeq());
  await directory.keepSnapshots();
  await directory.stop();
});

async function enrol(person: number): Promise<Enrolled> {
  const { id: personId } = await roster.persons.add({ site: 'hq', displayName: `person ${person}` });
  await roster.grants.grant({ personId, place: 'hq/main' });
  const angles = Float32Array.from({ length: DIMENSION }, (_, index) =>
    Math.sin(7.1 * person + index ** 1.5),
  );
  const length = Math.hypot(...angles);
  const embedding = angles.map((value) => value / length);
  const { modelId } = policy;
  const sourceHash = `photo ${person}`;
  const { template } = await roster.templates.add({ personId, modelId, embedding, sourceHash, quality: 1 });
  return { personId, templateId: template.id, embedding };
}

/** Over the roster; `asked` has the buckets of people that were read from the database, undefined for everybody. */
function open(asked: (readonly number[] | undefined)[] = []): GalleryDirectory {
  const streamForBuilding: Roster['templates']['streamForBuilding'] = (buildingId, modelId, options) => {
    asked.push(options?.buckets);
    return roster.templates.streamForBuilding(buildingId, modelId, options);
  };
  const { places, snapshots, changes } = roster;
  const templates = { ...roster.templates, streamForBuilding };
  return new GalleryDirectory(
    { policy, pool: 'default', snapshotDir, snapshotFromPersons: 1 },
    { roster: { places, snapshots, changes, templates }, serve: async () => {}, logger },
  );
}

/** @returns who is found by their own template after a start, and what was read from the database for that */
async function afterAStart() {
  const asked: (readonly number[] | undefined)[] = [];
  const directory = open(asked);
  await directory.load(await roster.changes.latestSeq());
  const gallery = directory.find('hq/main')!;
  const found = people.filter(({ personId, embedding }) => {
    const [nearest] = gallery.search(embedding, 1);
    return nearest?.personId === personId && nearest.distanceL2 < 1e-3;
  });
  const size = gallery.persons;
  await directory.stop();
  return { found: found.map(({ personId }) => personId), size, asked };
}

async function files(): Promise<string[]> {
  const [folder] = await readdir(snapshotDir);
  const names = await readdir(join(snapshotDir, folder!));
  return names.sort().map((name) => join(snapshotDir, folder!, name));
}

it('brings everybody back without reading anybody from the database', async () => {
  const { found, size, asked } = await afterAStart();
  expect([found.length, size, asked]).toEqual([people.length, people.length, []]);
});

it('has nothing of a template or a name in clear', async () => {
  const contents = Buffer.concat(await Promise.all((await files()).map((file) => readFile(file))));
  for (const { embedding, personId } of people) {
    expect(contents.includes(Buffer.from(embedding.buffer, embedding.byteOffset, 8))).toBe(false);
    expect(contents.includes(personId)).toBe(false);
  }
});

it('holds nobody who was removed, suspended or added since, but as the roster has them', async () => {
  const newcomer = await enrol(people.length);
  const [erased, suspended] = people.splice(5, 2);
  people.push(newcomer);
  await roster.persons.remove(erased!.personId);
  await roster.persons.suspend(suspended!.personId);
  const { found, size, asked } = await afterAStart();
  expect([found.sort(), size]).toEqual([people.map(({ personId }) => personId).sort(), people.length]);
  // Only what the erased person's part held, and parts of a few people of whom one has changed.
  const buckets = new Set(asked.flatMap((each) => each!));
  expect(buckets).toContain(bucketOf(erased!.personId));
  expect(buckets.size).toBeLessThanOrEqual(3);
});

it('is read from the database where a file is damaged, absent, or that of another part', async () => {
  const all = await files();
  const [damaged, swapped, other] = [all[10]!, all[20]!, all[30]!];
  const bytes = await readFile(damaged);
  bytes[bytes.length - 20]! ^= 1;
  await writeFile(damaged, bytes);
  await writeFile(swapped, await readFile(other));
  await writeFile(other, '');
  const { found, asked } = await afterAStart();
  expect([found.length, asked]).toEqual([people.length, [[10, 20, 30]]]);
});

it('is of no use in a database that was restored and went another way', async () => {
  await runSql(
    database.databaseUrl,
    `UPDATE roster_changes SET at = at + interval '1 second' WHERE seq = (SELECT max(seq) FROM roster_changes)`,
  );
  const { found, asked } = await afterAStart();
  expect([found.length, asked]).toEqual([people.length, [undefined]]);
});

it('is written by nobody whose gallery is older than the key', async () => {
  const behind = open();
  const seq = await roster.changes.latestSeq();
  await behind.load(seq);
  const [erased] = people.splice(0, 1);
  await roster.persons.remove(erased!.personId);
  await behind.keepSnapshots();
  const building = (await roster.places.findBuilding('hq/main'))!;
  const sealer = await roster.snapshots.sealer(building.id, policy.modelId);
  const bucket = bucketOf(erased!.personId);
  expect(sealer.mustHold(bucket)).toBeGreaterThan(seq);
  const file = (await files())[bucket]!;
  expect(sealer.unseal(bucket, await readFile(file))).toBeUndefined();
  await behind.apply(await roster.changes.since(seq));
  await behind.keepSnapshots();
  const part = sealer.unseal(bucket, await readFile(file))!;
  expect(part.includes(erased!.personId)).toBe(false);
  await behind.stop();
});
