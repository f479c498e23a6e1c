import { type NewDecision, type OpenRosterOptions, openRoster, type Roster } from '@portero/roster';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { newId } from '@portero/runtime';
import { type RecordingLogger, recordingLogger, temporaryFolder } from '@portero/testkit';
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

export interface TestInstallation {
  readonly roster: Roster;
  readonly dataDir: string;
  readonly log: RecordingLogger;
  /** The same database and keys by another process, or as if by one. */
  reopen(options?: Partial<OpenRosterOptions>): Promise<Roster>;
}

/** An open roster on a database of its own, with the door above, and its master key in a folder; gone after the test. */
export async function testInstallation(
  options: Pick<OpenRosterOptions, 'masterKey'> = {},
): Promise<TestInstallation> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const { databaseUrl } = database;
  const dataDir = temporaryFolder();
  const log = recordingLogger();
  const reopen = async (changes: Partial<OpenRosterOptions> = {}) => {
    const roster = await openRoster({ databaseUrl, dataDir, poolSize: 4, ...options, ...changes }, log);
    onTestFinished(() => roster.stop());
    return roster;
  };
  const roster = await reopen();
  await roster.places.ensureBuilding('hq/main');
  await roster.places.addEdge('hq/main/lobby');
  await roster.places.addDoor(DOOR);
  return { roster, dataDir, log, reopen };
}

export async function testRoster(): Promise<Roster> {
  return (await testInstallation()).roster;
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
