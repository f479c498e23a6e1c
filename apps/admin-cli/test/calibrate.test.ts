import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { makeFolder } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, portero, type Ran } from './run-portero.ts';

const DOOR = 'hq/main/lobby/front';
const dataDir = makeFolder();
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await run('door', 'add', DOOR);
  await run('building', 'add', 'hq/annex');
});
afterAll(() => database.drop());

function run(...args: string[]): Promise<Ran> {
  return portero([...args, '--data', dataDir], { DATABASE_URL: database.databaseUrl });
}

describe('portero calibrate', () => {
  it('shows what is in force, and sets the rate of every building, of one, or of one door', async () => {
    expect(json(await run('calibrate', '--json'))).toMatchObject({
      modelId: 'mobilefacenet-192',
      calibratedOn: expect.stringContaining('pairsDevTrain'),
      buildings: [
        { building: 'hq/annex', persons: 0, targetFpir: 0.003, limitedBy: 'pair-threshold' },
        { building: 'hq/main', persons: 0, targetFpir: 0.003, doors: [] },
      ],
    });
    await run('calibrate', '--fpir', '0.01');
    await run('calibrate', '--fpir', '1e-6', '--building', 'hq/annex');
    const [annex, main] = json<{ buildings: { targetFpir: number; thresholdL2: number }[] }>(
      await run('calibrate', '--json'),
    ).buildings;
    expect([annex!.targetFpir, main!.targetFpir]).toEqual([1e-6, 0.01]);
    expect(annex!.thresholdL2).toBeLessThan(main!.thresholdL2);
    const door = await run('calibrate', '--fpir', '0.0000005', '--door', DOOR);
    expect(door.code).toBe(0);
    expect(door.stdout).toMatch(/hq\/main +0 +0 +0\.01/);
    expect(door.stdout).toMatch(/hq\/main\/lobby\/front +- +- +5e-7/);
    expect(door.stdout).not.toContain('annex');
  });

  it('refuses a door that asks for less than its building, and what it does not know', async () => {
    const laxer = await run('calibrate', '--fpir', '0.5', '--door', DOOR);
    expect(laxer.code).toBe(2);
    expect(laxer.stderr).toMatch(/only ask for more/);
    expect((await run('calibrate', '--door', 'hq/main/lobby/back')).code).toBe(3);
    expect((await run('calibrate', '--fpir', '2')).code).toBe(2);
  });
});
