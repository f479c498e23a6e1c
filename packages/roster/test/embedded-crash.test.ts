import { isRetryable, openRoster, RosterError } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { recordingLogger, waitUntil } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { decision } from './support/fixtures.ts';
import { RosterProcess } from './support/roster-process.ts';
import { postmasterOf, preparedDataDirectories } from './support/servers.ts';

const deps = { logger: silentLogger() };
const dataDirectory = preparedDataDirectories();

async function recordedBy(process: RosterProcess, count: number): Promise<string[]> {
  await waitUntil(() => process.lines.length > count, { timeoutMs: 30_000, what: `${count} decisions` });
  await process.kill();
  return process.lines.slice(1).map(({ requestId }) => String(requestId));
}

describe('crashes', () => {
  it('keeps every committed decision when Node is killed, and takes the server over', async () => {
    const dataDir = dataDirectory();
    const recorded = await recordedBy(new RosterProcess({ action: 'record', options: { dataDir } }), 50);
    const left = await postmasterOf(dataDir);
    expect(left).toBeTypeOf('number');

    const roster = await openRoster({ dataDir }, deps);
    expect(await postmasterOf(dataDir)).toBe(left);
    for (const requestId of recorded) expect(await roster.decisions.findByRequestId(requestId)).toBeDefined();
    await roster.stop();
    expect(await postmasterOf(dataDir)).toBeUndefined();
  });

  it('keeps every committed decision when Node and Postgres are killed together', async () => {
    const dataDir = dataDirectory();
    const other = new RosterProcess({ action: 'record', options: { dataDir } });
    await waitUntil(() => other.lines.length > 50, { timeoutMs: 30_000, what: '50 decisions' });
    process.kill((await postmasterOf(dataDir))!, 'SIGKILL');
    await other.kill();
    const recorded = other.lines.slice(1).filter((line) => 'requestId' in line);

    const roster = await openRoster({ dataDir }, deps);
    for (const { requestId } of recorded) {
      expect(await roster.decisions.findByRequestId(String(requestId))).toBeDefined();
    }
    await roster.stop();
  });

  it('starts Postgres again when it is killed, and the pool finds it', async () => {
    const dataDir = dataDirectory();
    const roster = await openRoster({ dataDir }, deps);
    const { recorded } = await roster.decisions.record(decision());
    const killed = (await postmasterOf(dataDir))!;
    process.kill(killed, 'SIGKILL');
    // Its backends may outlive it for a moment, and still answer.
    await waitUntil(async () => ((await postmasterOf(dataDir)) ?? killed) !== killed, {
      timeoutMs: 30_000,
      what: 'another server',
    });
    const again = await waitUntil(
      () => roster.decisions.findByRequestId(recorded.requestId).catch(() => undefined),
      { timeoutMs: 30_000, what: 'the database to come back' },
    );
    expect(again).toEqual(recorded);
    await roster.stop();
    expect(await postmasterOf(dataDir)).toBeUndefined();
  });

  it('lets any one process that still runs start Postgres again', async () => {
    const dataDir = dataDirectory();
    const starter = new RosterProcess({ action: 'open', options: { dataDir } });
    await starter.started();
    const roster = await openRoster({ dataDir }, deps);
    await starter.kill();
    process.kill((await postmasterOf(dataDir))!, 'SIGKILL');
    await waitUntil(
      () =>
        roster.ping().then(
          () => true,
          () => false,
        ),
      { timeoutMs: 30_000, what: 'the database to come back' },
    );
    await roster.stop();
  });

  it('gives up after a bounded time when nobody answers, saying so without the password', async () => {
    const roster = await openRoster({ dataDir: dataDirectory() }, deps);
    const { databaseUrl } = roster;
    await roster.stop();
    const error = await openRoster({ databaseUrl, connectTimeoutMs: 200 }, deps).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(RosterError);
    expect(isRetryable(error)).toBe(true);
    expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE', cause: { code: 'ECONNREFUSED' } });
    expect((error as Error).message).not.toContain(new URL(databaseUrl).password);
  });

  it('logs neither the password nor the address of the database', async () => {
    const dataDir = dataDirectory();
    const { logger, text } = recordingLogger();
    const roster = await openRoster({ dataDir }, { logger });
    await roster.stop();
    expect(text()).not.toContain(new URL(roster.databaseUrl).password);
  });
});
