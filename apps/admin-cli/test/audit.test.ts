import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCoordinatorKey } from '@portero/coordinator';
import { openRoster, type Roster } from '@portero/roster';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { newId, silentLogger } from '@portero/runtime';
import { makeFolder } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, portero, type Ran } from './run-portero.ts';

let database: TestDatabase;
let roster: Roster;
const dataDir = makeFolder();
const DOOR = 'hq/main/lobby/front';

function run(...args: string[]): Promise<Ran> {
  return portero([...args, '--data', dataDir], { DATABASE_URL: database.databaseUrl });
}

beforeAll(async () => {
  database = await createTestDatabase();
  const deps = { logger: silentLogger() };
  roster = await openRoster(
    { databaseUrl: database.databaseUrl, dataDir, poolSize: 2 },
    { ...deps, audit: { signer: async () => (await loadCoordinatorKey({ dataDir }, deps)).signer } },
  );
  await roster.places.ensureBuilding('hq/main', { timeZone: 'Europe/Madrid' });
  await roster.places.addEdge('hq/main/lobby');
  await roster.places.addDoor(DOOR);
});
afterAll(async () => {
  await roster.stop();
  await database.drop();
});

function decisionOf(personId: string) {
  const frame = { quality: 0.8, personId, secondDistanceL2: 1.1, agrees: true };
  return {
    ...{ requestId: newId(), door: DOOR, bootId: newId(), seq: 1, personId, quality: 0.8 },
    ...({ mode: 'identify', action: 'unlock', reason: 'granted' } as const),
    ...{ distanceL2: 0.5, secondDistanceL2: 1.1, thresholdL2: 0.8, marginL2: 0.05 },
    ...{ modelId: 'pixels', policyVersion: '4' },
    frames: {
      ...{ agreeing: 2, demanded: 2 },
      seen: [0.52, 0.61].map((distanceL2, index) => ({ ...frame, capturedAt: index, distanceL2 })),
    },
    basis: {
      ...{ galleryVersion: 12, modelVersion: '1', grants: ['g-1', 'g-2'], grantId: 'g-2' },
      threshold: {
        ...{ from: 'gallery', thresholdL2: 0.8, marginL2: 0.05, limitedBy: 'target' },
        ...{ persons: 40, targetFpir: 0.003, calibration: 'Labeled Faces in the Wild' },
      },
    },
    capturedAt: new Date('2026-07-01T12:00:00Z'),
    decidedAt: new Date('2026-07-01T12:00:01Z'),
  };
}

describe('portero audit', () => {
  it('says who did what, signs it, and finds nothing wrong with it', async () => {
    const person = json<{ id: string }>(await run('person', 'add', 'Ada Lovelace', '--site', 'hq', '--json'));
    const file = join(dataDir, 'audit', 'checkpoints.jsonl');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const list = await run('audit', 'list', '--person', person.id, '--json');
    expect(json(list)).toMatchObject([
      { action: 'person.added', subject: person.id, actor: { kind: 'cli', user: expect.any(String) } },
    ]);
    const table = await run('audit', 'list', '--action', 'person');
    expect(table.stdout).toMatch(/^AT +ACTION +BY +SUBJECT/);
    expect(table.stdout).toContain('person.added');
    expect(table.stdout).not.toContain('Ada');
    const verified = await run('audit', 'verify');
    expect(verified).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^nothing was changed: \d+ entries/),
    });
  });

  it('explains a decision in words, with a name only where it is asked for', async () => {
    const ada = (await roster.persons.find('Ada Lovelace'))!;
    const made = decisionOf(ada.id);
    const { recorded } = await roster.decisions.record(made);
    await roster.decisions.acknowledge(
      made.requestId,
      'actuated',
      undefined,
      new Date('2026-07-01T12:00:02Z'),
    );
    const { code, stdout } = await run('audit', 'explain', made.requestId);
    expect(code).toBe(0);
    expect(stdout).not.toContain('Ada');
    for (const said of [
      /hq\/main\/lobby\/front was told to open on Wednesday,? 1 July 2026.* 14:00:01 \(Europe\/Madrid\)/,
      /Face alone: person [0-9a-f-]{36}\./,
      /distance 0\.500, below 0\.800; the second person at 1\.100, 0\.600 farther, where 0\.050 was asked/,
      /threshold 0\.800 was derived for 40 people and a share of 0\.003 .* from that rate; calibration: Labeled/,
      /2 of 2 pictures agree/,
      /picture 2: quality 0\.80, nearest person \S+ at 0\.610, below 0\.800/,
      /2 grants considered \(g-1, g-2\); g-2 held/,
      /Model pixels \(1\), policy version 4, gallery as of roster change 12/,
      /The door said that it drove the lock, on .*14:00:02/,
      new RegExp(`Decision and command ${recorded.id}, request ${made.requestId}`),
      /The record is intact: entry \d+ of chain \S+ is signed, and its row agrees/,
    ]) {
      expect(stdout).toMatch(said);
    }
    const named = await run('audit', 'explain', recorded.id, '--names');
    expect(named.stdout).toContain('Face alone: Ada Lovelace.');
    await roster.persons.remove(ada.id);
    expect((await run('audit', 'explain', recorded.id, '--names')).stdout).not.toContain('Ada');
    expect((await run('audit', 'explain', newId())).code).toBe(3);
  });

  it('exports what can be verified elsewhere with the public key alone', async () => {
    const folder = makeFolder();
    const file = join(folder, 'log.jsonl');
    expect((await run('audit', 'export', '--jsonl', file)).stdout).toMatch(/^\d+ entries in /);
    expect((await run('audit', 'export', '--jsonl', file)).code).toBe(1);
    const piped = await run('audit', 'export', '--jsonl', '-');
    expect(piped.stdout.trim().split('\n')).toHaveLength(
      readFileSync(file, 'utf8').trim().split('\n').length,
    );
    const key = join(folder, 'key.json');
    const printed = await run('audit', 'key');
    expect(printed.stdout).not.toContain('"d"');
    writeFileSync(key, printed.stdout);
    const elsewhere = ['audit', 'verify', '--file', file, '--data', makeFolder()];
    expect(await portero([...elsewhere, '--key', key])).toMatchObject({ code: 0 });
    expect((await portero(elsewhere)).code).toBe(2);
    writeFileSync(file, readFileSync(file, 'utf8').replace('person.added', 'person.found'));
    const changed = await portero([...elsewhere, '--key', key, '--json']);
    expect(changed.code).toBe(7);
    expect(json(changed)).toMatchObject({ ok: false, findings: [{ kind: 'entry_changed' }] });
  });

  it('ends with 7 and names what is wrong', async () => {
    const kept = join(makeFolder(), 'kept.jsonl');
    const checkpoint = await run('audit', 'checkpoint', '--json');
    const { checkpoints } = json<{ checkpoints: { jws: string }[] }>(checkpoint);
    writeFileSync(kept, checkpoints.map((each) => `${JSON.stringify(each)}\n`).join(''));
    expect((await run('audit', 'verify', '--checkpoints', kept)).code).toBe(0);
    writeFileSync(kept, 'nonsense\n', { flag: 'a' });
    const found = await run('audit', 'verify', '--checkpoints', kept);
    expect(found).toMatchObject({ code: 7, stderr: '' });
    expect(found.stdout).toMatch(/^1 finding: [\s\S]*the first:\ncheckpoint_invalid\n {2}.*line 2/);
  });
});
