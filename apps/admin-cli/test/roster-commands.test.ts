import { readFileSync, statSync } from 'node:fs';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { makeFolder, temporaryFolder } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, portero, type Ran } from './run-portero.ts';

let database: TestDatabase;
const dataDir = makeFolder();

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function run(...args: string[]): Promise<Ran> {
  return portero([...args, '--data', dataDir], { DATABASE_URL: database.databaseUrl });
}

describe('people, places, cards and access on the command line', () => {
  it('are made, shown, and taken away again', async () => {
    const door = await run('door', 'add', 'hq/main/lobby/front', '--mode', 'either', '--json');
    expect(door).toMatchObject({ code: 0, stderr: '' });
    const { bundleFile } = json<{ bundleFile: string }>(door);
    expect(statSync(bundleFile).mode & 0o777).toBe(0o600);
    expect(json(door)).toMatchObject({
      created: true,
      door: { address: 'hq/main/lobby/front', mode: 'either' },
    });
    expect(door.stdout).not.toMatch(/"d":|password/);

    const person = json<{ id: string }>(
      await run('person', 'add', 'Ada Lovelace', '--external-id', '4711', '--json'),
    );
    expect(person).toMatchObject({ displayName: 'Ada Lovelace', site: 'hq', status: 'active' });

    expect((await run('card', 'assign', '4711', '04A2247F')).code).toBe(0);
    expect(await run('access', 'grant', 'Ada Lovelace', 'hq/main')).toMatchObject({ code: 0 });
    const shown = await run('person', 'show', person.id, '--json');
    expect(json(shown)).toMatchObject({
      person: { id: person.id },
      templates: [],
      cards: [{ status: 'active' }],
      grants: [{ place: 'hq/main' }],
    });
    expect(shown.stdout).not.toContain('04A2247F');

    const table = await run('access', 'list');
    expect(table.stdout).toMatch(/^PERSON +PLACE +FROM/);
    expect(table.stdout).toMatch(/Ada Lovelace +hq\/main/);
    expect(table.stdout).not.toContain('\u001b[');

    expect(json(await run('access', 'revoke', '4711', 'hq/main', '--json'))).toMatchObject([
      { place: 'hq/main' },
    ]);
    expect((await run('person', 'suspend', '4711')).stdout).toMatch(/^suspended Ada Lovelace/);
    const removed = await run('person', 'remove', '4711', '--json');
    expect(json(removed)).toMatchObject({
      erased: { personId: person.id, cards: 1, keys: 0, checkedAt: expect.any(String) },
    });
    expect(json(await run('person', 'list', '--json'))).toEqual([]);
  });

  it('that are not there end with 3, and a place that is none with 2', async () => {
    const [person, door, place] = await Promise.all([
      run('person', 'show', 'nobody'),
      run('watch', '--door', 'hq/main/lobby/nowhere', '--once'),
      run('door', 'add', 'hq/main'),
    ]);
    expect(person).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^error: there is no person "nobody"/),
    });
    expect(door.code).toBe(3);
    expect(place.code).toBe(2);
  });

  it('end with 5 while the database is away', async () => {
    const { code, stderr } = await portero(['person', 'list', '--data', temporaryFolder(), '--json'], {
      DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:9/none',
    });
    expect(code).toBe(5);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'DATABASE_UNREACHABLE' } });
    expect(stderr).not.toContain('nothing');
  });
});

describe('doors and photographs on the command line', () => {
  const place = 'hq/annex/lobby/front';
  const add = (...settings: string[]) => run('door', 'add', place, ...settings);

  it('are warned of when a door is added, as long as nobody has decided', async () => {
    const undecided = await add();
    expect(undecided).toMatchObject({ code: 0, stderr: '' });
    expect(undecided.stdout).toMatch(/pad not set[\s\S]*warning: .*nobody has decided about photographs/);
    expect((await add('--pad', 'off')).stdout).toMatch(/warning: it opens for nobody/);
    const decided = await add('--pad', 'active', '--mode', 'either', '--json');
    expect(json(decided)).not.toHaveProperty('concern');
    const { bundleFile } = json<{ bundleFile: string }>(decided);
    expect(JSON.parse(readFileSync(bundleFile, 'utf8'))).toMatchObject({ doors: [{ pad: 'active' }] });
    expect(json(await add('--pad', 'default', '--json'))).toMatchObject({ concern: 'undecided' });
  });

  it('are warned of where a passive score lets faces alone in, in the list of doors, and in an audit', async () => {
    expect((await add('--pad', 'passive', '--min-pad-score', '0.6')).stdout).toMatch(
      /pad passive ≥ 0.6[\s\S]*warning: .*NOT proven/,
    );
    expect((await run('door', 'list', '--under', 'hq/annex')).stdout).toMatch(/PAD[\s\S]*passive ≥ 0.6/);
    const audit = json<{ doors: { kind: string; doors: string[] }[] }>(
      await run('roster', 'audit', '--json'),
    );
    expect(audit.doors.find(({ kind }) => kind === 'unproven')?.doors).toEqual([place]);
  });

  it('are refused what cannot be', async () => {
    expect(await add('--pad', 'some')).toMatchObject({ code: 2 });
    expect(await add('--min-pad-score', '1.1')).toMatchObject({ code: 2 });
  });
});
