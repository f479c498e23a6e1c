import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { thresholdsOfModel } from '@portero/biometrics';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { makeFolder, sampleImage, waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePortrait } from './portraits.ts';
import { json, jsonLines, portero, type Ran, startPortero } from './run-portero.ts';

let database: TestDatabase;
const dataDir = makeFolder();
const pictures = makeFolder();

beforeAll(async () => {
  database = await createTestDatabase();
  await run('building', 'add', 'hq/main');
  await run('person', 'add', 'Marie');
});
afterAll(() => database.drop());

function environment(): Record<string, string> {
  return { DATABASE_URL: database.databaseUrl };
}

function run(...args: string[]): Promise<Ran> {
  return portero([...args, '--data', dataDir], environment());
}

describe('enrolment', () => {
  it('refuses photographs of nobody and of several people, in words, and changes nothing', async () => {
    const nobody = await writePortrait(pictures, 'nobody');
    const several = await run('person', 'enrol', 'Marie', '--photo', nobody, sampleImage(1));
    expect(several.code).toBe(6);
    expect(several.stderr).toMatch(/nobody\.jpg: no face found/);
    expect(several.stderr).toMatch(/sample1\.jpg: 3 faces found/);
    expect(json(await run('person', 'show', 'Marie', '--json'))).toMatchObject({ templates: [] });
  });

  it('learns a face once, whatever the photograph is called, and grants access with it', async () => {
    const portrait = await writePortrait(pictures, 'fairHaired');
    const enrol = (photo: string) =>
      run('person', 'enrol', 'Marie', '--photo', photo, '--grant', 'hq/main', '--json');
    expect(json(await enrol(portrait))).toMatchObject({
      modelId: 'mobilefacenet-192',
      templates: [{ added: true }],
      grants: [{ place: 'hq/main' }],
    });
    expect(json(await enrol(portrait))).toMatchObject({ templates: [{ added: false }] });
    const { grants } = json<{ grants: unknown[] }>(await run('person', 'show', 'Marie', '--json'));
    expect(grants).toHaveLength(1);
  });
});

describe('the questions of the course notebook', () => {
  it('who is it: knows a person in another picture, and not a stranger', async () => {
    const known = await run(
      'identify',
      '--photo',
      await writePortrait(pictures, 'fairHairedElsewhere'),
      '--json',
    );
    expect(known.code).toBe(0);
    expect(json(known)).toMatchObject({
      matched: true,
      faces: [{ outcome: 'identified', nearest: { displayName: 'Marie' } }],
    });
    const stranger = await run('identify', '--photo', await writePortrait(pictures, 'stranger'));
    expect(stranger.code).toBe(4);
    expect(stranger.stdout).toContain('not in the database');
  });

  it('verify: accepts the claimed person and nobody else', async () => {
    const verify = (photo: string) => run('verify', '--person', 'Marie', '--photo', photo, '--json');
    const [herself, another] = await Promise.all([
      verify(join(pictures, 'fairHairedElsewhere.jpg')),
      verify(join(pictures, 'stranger.jpg')),
    ]);
    expect(herself.code).toBe(0);
    expect(json(herself)).toMatchObject({
      matched: true,
      thresholdL2: thresholdsOfModel('mobilefacenet-192')!.pairThresholdL2,
    });
    expect(another.code).toBe(4);
    expect(json<{ distanceL2: number }>(another).distanceL2).toBeGreaterThan(0.89);
  });
});

describe('up', () => {
  it('lets the enrolled person in, denies the stranger, and watch shows both afterwards', async () => {
    const frames = join(pictures, 'frames');
    mkdirSync(frames);
    await writePortrait(frames, 'fairHairedElsewhere', '1.jpg');
    await writePortrait(frames, 'stranger', '2.jpg');
    const door = 'hq/main/lobby/front';
    const ran = await run(
      ...['up', '--door', door, '--camera', `dir:${frames}`, '--port', '0', '--until-done', '--json'],
    );
    expect(ran.code).toBe(0);
    const lines = jsonLines<{ type?: string; reason?: string }>(ran);
    expect(lines[0]).toMatchObject({ type: 'running', doors: [{ door, camera: true }] });
    expect(lines.filter(({ type }) => type === 'decision').map(({ reason }) => reason)).toEqual([
      'granted',
      'unknown_face',
    ]);
    const watched = jsonLines<Record<string, unknown>>(await run('watch', '--once', '--json'));
    expect(watched).toMatchObject([
      { action: 'unlock', displayName: 'Marie', ackOutcome: 'actuated' },
      { action: 'deny', reason: 'unknown_face' },
      { decisions: 2 },
    ]);
  });

  it('stops cleanly at Ctrl-C', async () => {
    const up = startPortero(['up', '--port', '0', '--data', dataDir], environment());
    await waitUntil(() => up.text().includes('portero is running'), { timeoutMs: 50_000 });
    up.child.kill('SIGINT');
    expect(await up.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('import', () => {
  it('goes on past photographs that cannot be used and lists them', async () => {
    const people = join(pictures, 'people');
    for (const name of ['Ada', 'Wall']) mkdirSync(join(people, name), { recursive: true });
    await writePortrait(join(people, 'Ada'), 'dollMakeUp');
    await writePortrait(join(people, 'Wall'), 'nobody');
    const ran = await run('import', people, '--json');
    expect(ran.code).toBe(6);
    expect(jsonLines(ran).at(-1)).toMatchObject({
      people: 2,
      enrolled: 1,
      rejected: [{ reason: 'no_face' }],
      withoutTemplate: ['Wall'],
    });
  });
});
