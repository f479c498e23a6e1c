import { type NewDecision, openRoster, type Roster } from '@portero/roster';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { newId, silentLogger } from '@portero/runtime';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

export const DOOR = 'hq/main/lobby/front';

/** Keeps the shared server from stopping and starting between the tests of a file. */
export function keepTestServer(): void {
  let keeper: TestDatabase;
  beforeAll(async () => {
    keeper = await createTestDatabase();
  });
  afterAll(() => keeper.drop());
}

/** An open roster on a database of its own, with the door above; gone after the test. */
export async function testRoster(): Promise<Roster> {
  const database = await createTestDatabase();
  const roster = await openRoster(
    { databaseUrl: database.databaseUrl, poolSize: 4 },
    { logger: silentLogger() },
  );
  onTestFinished(async () => {
    await roster.stop();
    await database.drop();
  });
  await roster.places.ensureBuilding('hq/main');
  await roster.places.addEdge('hq/main/lobby');
  await roster.places.addDoor(DOOR);
  return roster;
}

export function decision(changes: Partial<NewDecision> = {}): NewDecision {
  return {
    requestId: newId(),
    door: DOOR,
    bootId: newId(),
    seq: 1,
    mode: 'identify',
    action: 'deny',
    reason: 'unknown_face',
    modelId: 'pixels',
    policyVersion: '1',
    quality: 0.5,
    capturedAt: new Date('2026-01-02T03:04:05.678Z'),
    decidedAt: new Date('2026-01-02T03:04:05.700Z'),
    ...changes,
  };
}
