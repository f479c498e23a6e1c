import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { makeFolder, temporaryFolder } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, portero, type Ran } from './run-portero.ts';

let database: TestDatabase;
const dataDir = makeFolder();
const IN = 'hq/main/lab-door/in';
const OUT = 'hq/main/lab-door/out';

beforeAll(async () => {
  database = await createTestDatabase();
  for (const door of [IN, OUT]) expect(await run('door', 'add', door)).toMatchObject({ code: 0 });
});
afterAll(() => database.drop());

function run(...args: string[]): Promise<Ran> {
  return portero([...args, '--data', dataDir], { DATABASE_URL: database.databaseUrl });
}

describe('a lockdown on the command line', () => {
  it('is started, seen, and ended, and what goes on around it is said', async () => {
    expect((await run('lockdown', 'status')).stdout).toBe('nothing is locked down\n');
    expect((await run('lockdown', 'start', 'hq')).stdout).toContain('locked down hq since');
    const started = await run('lockdown', 'start', 'hq/main', '--reason', 'a drill', '--json');
    expect(json(started)).toMatchObject({ place: 'hq/main', reason: 'a drill' });
    expect(json(await run('lockdown', 'status', IN, '--json'))).toMatchObject({
      ...{ place: IN, state: 'lockdown' },
      lockdowns: [{ place: 'hq' }, { place: 'hq/main' }],
    });
    const ended = await run('lockdown', 'end', 'hq/main');
    expect(ended.stdout).toMatch(/ended the lockdown of hq\/main \(since .*: a drill\)\nstill locked down:/);
    expect((await run('lockdown', 'end', 'hq/main')).code).toBe(3);
    expect((await run('lockdown', 'end', 'hq')).code).toBe(0);
    expect((await run('lockdown', 'start', 'hq/mian')).code).toBe(3);
    expect((await run('lockdown', 'start', 'hq/main/lab-door')).code).toBe(2);
  });
});

describe('a pool on the command line', () => {
  it('takes a building over, and shows whose it is', async () => {
    const moved = await run('building', 'pool', 'hq/main', 'north');
    expect(moved.stdout).toContain('PORTERO_POOL=north');
    expect(json(await run('building', 'list', '--json'))).toMatchObject([
      { address: 'hq/main', pool: 'north' },
    ]);
    expect((await run('building', 'list')).stdout).toMatch(/hq\/main +UTC +north/);
    expect((await run('building', 'pool', 'hq/main', 'Nord!')).code).toBe(2);
    expect((await run('building', 'pool', 'hq/mian', 'north')).code).toBe(3);
  });
});

describe('areas on the command line', () => {
  it('are added, given doors, listed, and reset', async () => {
    const added = await run(
      'area',
      'add',
      'hq/main/lab',
      '--antipassback',
      'timed:30',
      '--max',
      '12',
      '--json',
    );
    expect(json(added)).toMatchObject({
      created: true,
      area: { antipassback: 'timed', antipassbackMinutes: 30, maxPersons: 12 },
    });
    const changed = await run('area', 'add', 'hq/main/lab', '--antipassback', 'hard', '--max', 'none');
    expect(changed).toMatchObject({ stderr: '', code: 0 });
    expect(changed.stdout).toBe('changed area hq/main/lab: anti-passback hard, any number inside\n');
    const doors = await run('area', 'doors', 'hq/main/lab', '--entry', IN, '--exit', OUT, '--json');
    expect(json(doors)).toMatchObject({
      doors: [
        { door: IN, direction: 'entry' },
        { door: OUT, direction: 'exit' },
      ],
    });
    expect((await run('area', 'list')).stdout).toMatch(/hq\/main\/lab +0 +.*hard/);
    expect((await run('area', 'reset', 'hq/main/lab')).stdout).toContain('forgot where everybody is');
    await run('person', 'add', 'Ada Lovelace');
    const forgiven = await run('area', 'reset', 'hq/main/lab', '--person', 'Ada Lovelace', '--json');
    expect(json(forgiven)).toMatchObject({ area: 'hq/main/lab', person: { displayName: 'Ada Lovelace' } });
    expect((await run('area', 'reset', 'hq/main/attic')).code).toBe(3);
    expect((await run('area', 'add', 'hq/main/lab', '--antipassback', 'strict')).code).toBe(2);
  });
});

describe('holidays on the command line', () => {
  it('are added, listed and removed', async () => {
    const eve = await run(
      'holiday',
      'add',
      'hq',
      '2036-12-24',
      'Christmas Eve',
      '--hours',
      '09:00-13:00',
      '--json',
    );
    const { holiday } = json<{ holiday: { id: string } }>(eve);
    expect(holiday).toMatchObject({ name: 'Christmas Eve', hours: [{ from: '09:00', to: '13:00' }] });
    await run('holiday', 'add', 'hq/main', '2036-08-04', 'Shutdown', '--to', '2036-08-15');
    const listed = (await run('holiday', 'list')).stdout;
    expect(listed).toMatch(/2036-08-04 to 2036-08-15 +Shutdown +hq\/main +closed/);
    expect(listed).toMatch(/2036-12-24 +Christmas Eve +hq +09:00-13:00/);
    expect((await run('holiday', 'remove', holiday.id)).stdout).toContain('removed Christmas Eve');
    expect((await run('holiday', 'remove', holiday.id)).code).toBe(3);
  });

  it.each([
    [['hq', '2037-02-29', 'No day']],
    [['hq', 'tomorrow', 'No day']],
    [['hq', '2036-12-25', 'Backwards', '--to', '2036-12-24']],
    [['hq', '2036-12-25', 'No hours', '--hours', '9-13']],
    [['hq', '2036-12-25', 'No hours', '--hours', '13:00-13:00']],
  ])('refuse %j', async (args) => {
    expect((await run('holiday', 'add', ...args)).code).toBe(2);
  });

  it('are imported from a calendar, repeated ones too, once however often', async () => {
    const file = join(temporaryFolder(), 'holidays.ics');
    const year = new Date().getUTCFullYear();
    await writeFile(
      file,
      [
        ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN'],
        ...['BEGIN:VEVENT', 'UID:1', 'SUMMARY:New Year', 'DTSTART;VALUE=DATE:20200101'],
        ...['DTEND;VALUE=DATE:20200102', 'RRULE:FREQ=YEARLY', 'END:VEVENT'],
        ...['BEGIN:VEVENT', 'UID:2', 'SUMMARY:Shutdown', `DTSTART;VALUE=DATE:${year + 1}1230`],
        ...[`DTEND;VALUE=DATE:${year + 2}0103`, 'END:VEVENT'],
        ...['BEGIN:VEVENT', 'UID:3', 'SUMMARY:Meeting', `DTSTART:${year + 1}0105T100000Z`, 'END:VEVENT'],
        ...['BEGIN:VEVENT', 'UID:4', 'SUMMARY:Long ago', 'DTSTART;VALUE=DATE:20010501', 'END:VEVENT'],
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
    const expected = { place: 'hq', added: 3, known: 0, skipped: 1 };
    expect(json(await run('holiday', 'import', 'hq', file, '--json'))).toEqual(expected);
    expect(json(await run('holiday', 'import', 'hq', file, '--json'))).toEqual({
      ...expected,
      added: 0,
      known: 3,
    });
    const listed = json<{ name: string; firstDay: string; lastDay: string }[]>(
      await run('holiday', 'list', '--place', 'hq/other', '--json'),
    );
    expect(listed.filter(({ name }) => name === 'New Year').map(({ firstDay }) => firstDay)).toEqual([
      `${year + 1}-01-01`,
      `${year + 2}-01-01`,
    ]);
    expect(listed.find(({ name }) => name === 'Shutdown')).toMatchObject({
      firstDay: `${year + 1}-12-30`,
      lastDay: `${year + 2}-01-02`,
    });
    await writeFile(file, 'BEGIN:VCARD\r\nEND:VCARD\r\n');
    expect((await run('holiday', 'import', 'hq', file)).code).toBe(2);
    expect((await run('holiday', 'import', 'hq', `${file}.not`)).code).toBe(3);
  });
});

describe('people and access on the command line', () => {
  it('have terms, which a visit can be prolonged by', async () => {
    const until = '2036-12-01T18:00:00.000Z';
    const added = await run(
      'person',
      'add',
      'Vera',
      '--kind',
      'visitor',
      '--until',
      until,
      '--escort',
      '--json',
    );
    expect(json(added)).toMatchObject({ kind: 'visitor', validUntil: until, escorted: true });
    const later = '2036-12-02T18:00:00.000Z';
    expect((await run('person', 'terms', 'Vera', '--until', later)).stdout).toContain(
      `is now a visitor until ${later}, with an escort`,
    );
    expect((await run('person', 'terms', 'Vera', '--kind', 'employee', '--may-escort')).stdout).toMatch(
      /is now an employee who may escort\n$/,
    );
    expect((await run('person', 'add', 'Endless', '--kind', 'visitor')).code).toBe(2);
    expect((await run('person', 'add', 'Lonely', '--escort')).code).toBe(2);
  });

  it('is granted for hours of the week, and for lockdowns', async () => {
    await run('person', 'add', 'Grace Hopper');
    const granted = await run(
      ...['access', 'grant', 'Grace Hopper', 'hq/main', '--hours', 'mon-wed,fri 08:00-18:00'],
      ...['--hours', 'sat 22:00-02:00', '--holidays', 'replace', '--passes-lockdown', '--json'],
    );
    expect(json(granted)).toMatchObject({
      passesLockdown: true,
      schedule: {
        windows: [
          { days: ['mon', 'tue', 'wed', 'fri'], from: '08:00', to: '18:00' },
          { days: ['sat'], from: '22:00', to: '02:00' },
        ],
        holidays: 'replace',
      },
    });
    for (const wrong of [
      ['--hours', 'mon-frid 08:00-18:00'],
      ['--hours', 'mon 08:00'],
      ['--holidays', 'close'],
    ]) {
      expect((await run('access', 'grant', 'Grace Hopper', 'hq/main', ...wrong)).code, wrong.join(' ')).toBe(
        2,
      );
    }
  });
});
