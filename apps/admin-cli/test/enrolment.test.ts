import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { describeWithData, makeFolder, sampleImage } from '@portero/testkit';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePortrait } from './portraits.ts';
import { json, jsonLines, portero, type Ran } from './run-portero.ts';

interface Rejection {
  file: string;
  reason: string;
  what: string;
}

let database: TestDatabase;
const dataDir = makeFolder();
const pictures = makeFolder();

function run(...args: string[]): Promise<Ran> {
  return portero([...args, '--data', dataDir], { DATABASE_URL: database.databaseUrl });
}

async function roster(): Promise<unknown> {
  const people = json<{ id: string }[]>(await run('person', 'list', '--json'));
  const shown = await Promise.all(people.map(({ id }) => run('person', 'show', id, '--json')));
  return shown.map((ran) => json(ran));
}

const AROUND = { top: 100, bottom: 100, left: 100, right: 100 };

/** Every photograph that must not be enrolled, and what must be said of it. */
const BAD: readonly (readonly [
  file: string,
  make: (portrait: Sharp) => Sharp,
  reason: string,
  what: RegExp,
])[] = [
  [
    'nobody.png',
    () => sharp(sampleImage(1)).extract({ left: 0, top: 0, width: 250, height: 250 }),
    'no_face',
    /no face found/,
  ],
  ['two.png', () => sharp(sampleImage(1)), 'several_faces', /[23] faces found/],
  [
    'small.png',
    (portrait) => portrait.resize(56).extend({ ...AROUND, background: '#8a8178' }),
    'face_too_small',
    /too small: \d+ pixels from eye to eye, at least 12/,
  ],
  ['blurred.png', (portrait) => portrait.blur(8), 'poor_quality', /the face is blurred/],
  ['fog.png', (portrait) => portrait.blur(16), 'no_face', /no face found: the picture is blurred/],
  ['night.png', (portrait) => portrait.linear(0.1, 0), 'no_face', /no face found: the picture is very dark/],
  ['upside-down.png', (portrait) => portrait.rotate(180), 'upside_down', /upside down/],
  ['on-its-side.png', (portrait) => portrait.rotate(90), 'on_its_side', /on its side/],
];

let good: string;
beforeAll(async () => {
  database = await createTestDatabase();
  await run('building', 'add', 'hq/main');
  await run('person', 'add', 'Marie');
  good = await writePortrait(pictures, 'fairHaired');
  const portrait = await writePortrait(pictures, 'dollMakeUp');
  mkdirSync(join(pictures, 'bad'));
  for (const [file, make] of BAD) await make(sharp(portrait)).toFile(join(pictures, 'bad', file));
}, 60_000);
afterAll(() => database.drop());

const badFiles = () => BAD.map(([file]) => join(pictures, 'bad', file));

describe('a photograph that must not be enrolled', () => {
  let judged: Ran;
  let imported: Ran;
  beforeAll(async () => {
    judged = await run('person', 'quality', '--photo', ...badFiles(), good, '--json');
    imported = await run('import', join(pictures, 'bad'), '--json');
  }, 120_000);

  it.each(BAD)('%s is told what it is', (file, _make, reason, what) => {
    const { photos } = json<{ photos: { file: string; ok: boolean; refusal?: Rejection }[] }>(judged);
    expect(photos.find((photo) => basename(photo.file) === file)).toMatchObject({
      ok: false,
      refusal: { reason, what: expect.stringMatching(what) },
    });
    const { rejected } = jsonLines<{ rejected: Rejection[] }>(imported).at(-1)!;
    expect(rejected.find((photo) => basename(photo.file) === file)).toMatchObject({ reason });
  });

  it('changes nothing, neither alone nor beside a good one', async () => {
    expect([judged.code, imported.code]).toEqual([6, 6]);
    const { photos } = json<{ photos: { ok: boolean }[] }>(judged);
    expect(photos.at(-1)).toMatchObject({ ok: true, quality: { refusals: [] } });
    const enrolled = await run('person', 'enrol', 'Marie', '--photo', good, ...badFiles().slice(0, 1));
    expect(enrolled).toMatchObject({
      code: 6,
      stdout: '',
      stderr: expect.stringContaining('nothing was changed'),
    });
    expect(await roster()).toMatchObject([{ person: { displayName: 'Marie' }, templates: [] }]);
  });
});

describe("somebody else's photograph", () => {
  const people = join(pictures, 'people');

  it('of a person who is enrolled already, and of a stranger among others, is named, and changes nothing', async () => {
    for (const name of ['Anna', 'Zoe']) mkdirSync(join(people, name), { recursive: true });
    const anna = await writePortrait(join(people, 'Anna'), 'dollMakeUp', '1.jpg');
    await sharp(anna)
      .modulate({ brightness: 0.8 })
      .toFile(join(people, 'Anna', '2.png'));
    await writePortrait(join(people, 'Anna'), 'stranger', '3.jpg');
    await writePortrait(join(people, 'Zoe'), 'fairHairedElsewhere');
    expect((await run('person', 'enrol', 'Marie', '--photo', good)).code).toBe(0);
    const before = await roster();

    const imported = await run('import', people, '--json');
    expect(imported.code).toBe(6);
    const { rejected } = jsonLines<{ rejected: Rejection[] }>(imported).at(-1)!;
    expect(rejected).toMatchObject([
      {
        file: join(people, 'Anna', '3.jpg'),
        reason: 'stranger',
        what: expect.stringMatching(/somebody else/),
      },
      { reason: 'duplicate_person', what: expect.stringMatching(/probably Marie, who is enrolled already/) },
    ]);
    expect(await roster()).toEqual(before);
  });

  it('is left out, and the rest enrolled, when that is asked for', async () => {
    const imported = await run('import', people, '--rest', '--json');
    expect(jsonLines(imported).at(-1)).toMatchObject({ created: 1, enrolled: 2 });
    const enrol = ['person', 'enrol', 'Anna', '--photo', join(people, 'Anna', '3.jpg')];
    const refused = await run(...enrol);
    expect(refused).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/3\.jpg: shows somebody else than the templates of the person/),
    });
    expect(json(await run(...enrol, '--force', '--json'))).toMatchObject({ templates: [{ added: true }] });
  });

  it('that was forced in is found by the audit, and can be taken out of use', async () => {
    await run('person', 'add', 'Nobody Yet');
    const audit = await run('roster', 'audit', '--json');
    expect(audit.code).toBe(7);
    const { findings } = json<{
      findings: { kind: string; people: { displayName: string }[]; templates: string[] }[];
    }>(audit);
    expect(
      findings.map(({ kind, people: of }) => [kind, ...of.map(({ displayName }) => displayName)]),
    ).toEqual([
      ['stranger_template', 'Anna'],
      ['no_template', 'Nobody Yet'],
      ['single_template', 'Marie'],
    ]);
    const forgotten = await run('person', 'forget', 'Anna', '--template', ...findings[0]!.templates);
    expect(forgotten.code).toBe(0);
    await run('person', 'remove', 'Nobody Yet');
    const after = await run('roster', 'audit');
    expect(after).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/people with one template.*\(1\)/),
    });
  });
});

describeWithData('the people of the office', (data) => {
  it('can all be enrolled from their pictures of 96 × 96 pixels', async () => {
    const office = join(makeFolder(), 'office');
    mkdirSync(office);
    const names = 'andrew arnaud benoit bertrand dan felix kevin kian sebastiano tian younes'.split(' ');
    for (const name of names) copyFileSync(join(data, 'office', `${name}.jpg`), join(office, `${name}.jpg`));
    copyFileSync(join(data, 'office', 'danielle.png'), join(office, 'danielle.png'));
    const imported = await run('import', office, '--json');
    expect(jsonLines(imported).at(-1)).toMatchObject({ enrolled: 12, rejected: [] });
    expect(imported.code).toBe(0);
  });
});
