import { openRoster } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { waitUntil } from '@portero/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Employee, type Installation, startInstallation } from './support/installation.ts';
import type { TestEdge } from './support/test-edge.ts';

let installation: Installation;
let front: TestEdge;
let employee: Employee;
const unhandled: unknown[] = [];
const keepUnhandled = (reason: unknown) => unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', keepUnhandled);
  installation = await startInstallation({
    databaseTimeoutMs: 500,
    maxConcurrent: 2,
    maxQueued: 3,
    httpPort: 0,
  });
  front = await installation.edge('hq/main/lobby/front');
  employee = await installation.enrol({ place: 'hq/main' });
  await installation.galleryUpToDate();
});
afterAll(async () => {
  await installation?.stop();
  process.off('unhandledRejection', keepUnhandled);
  expect(unhandled).toEqual([]);
});

const picture = () => installation.faces.picture(employee.face);
const ask = async () => (await front.ask({ face: picture() })).command;
const unlocksAgain = () =>
  waitUntil(async () => (await ask()).action === 'unlock', {
    what: 'doors to open again',
    timeoutMs: 20_000,
  });
const get = (path: string) => fetch(`${installation.host.running.coordinator.httpUrl}${path}`);

describe('while the database is away', () => {
  afterEach(async () => {
    installation.proxy.restore();
    await unlocksAgain();
  });

  it('denies, says so, and comes back by itself; the denial is in the record afterwards', async () => {
    const { proxy, roster } = installation;
    await unlocksAgain();
    proxy.cut();
    const denied = await front.ask({ face: picture() });
    expect(denied.command).toMatchObject({ action: 'deny', reason: 'roster_unavailable' });
    expect(denied.verdict.accepted).toBe(true);
    expect((await get('/health')).status).toBe(503);
    proxy.restore();
    await unlocksAgain();
    const row = await waitUntil(() => roster.decisions.findByRequestId(denied.command.requestId), {
      what: 'the denial to be recorded',
    });
    expect(row).toMatchObject({
      id: denied.command.decisionId,
      action: 'deny',
      reason: 'roster_unavailable',
    });
    expect((await get('/health')).status).toBe(200);
  });

  it('denies when the database hangs instead of answering', async () => {
    installation.proxy.silence();
    expect(await ask()).toMatchObject({ action: 'deny', reason: 'roster_unavailable' });
  });

  it('knows afterwards who was enrolled meanwhile by somebody else', async () => {
    const { proxy, faces, config } = installation;
    proxy.cut();
    expect(await ask()).toMatchObject({ action: 'deny' });
    const elsewhere = await openRoster(
      { databaseUrl: proxy.upstreamUrl, dataDir: config.dataDir },
      { logger: silentLogger() },
    );
    const newcomer = await installation.enrol({ place: 'hq/main', roster: elsewhere });
    await elsewhere.stop();
    proxy.restore();
    await waitUntil(
      async () => (await front.ask({ face: faces.picture(newcomer.face) })).command.action === 'unlock',
      { what: 'the newcomer to be known', timeoutMs: 20_000 },
    );
  });
});

describe('under load', () => {
  it('denies what it cannot take instead of letting it wait', async () => {
    const { proxy } = installation;
    proxy.silence();
    const observations = Array.from({ length: 12 }, () => front.compose({ face: picture() }));
    await Promise.all(observations.map((observation) => front.send(observation)));
    const answers = await Promise.all(observations.map(({ requestId }) => front.answersTo(requestId)));
    proxy.restore();
    const reasons = answers.map(([answer]) => answer!.command.reason);
    expect(reasons.filter((reason) => reason === 'overloaded').length).toBeGreaterThanOrEqual(1);
    expect(new Set(reasons)).toEqual(new Set(['overloaded', 'roster_unavailable']));
    await unlocksAgain();
  });
});

describe('what can be watched', () => {
  it('counts decisions by action, reason and door, and times the steps', async () => {
    await unlocksAgain();
    const text = await (await get('/metrics')).text();
    expect(text).toMatch(
      /portero_decisions_total\{action="unlock",reason="granted",door="hq\/main\/lobby\/front",service="coordinator"\} \d+/,
    );
    for (const stage of ['queue', 'open', 'search', 'decide', 'record', 'sign', 'publish']) {
      expect(text).toMatch(new RegExp(`portero_decision_stage_seconds_count\\{.*stage="${stage}"\\} [1-9]`));
    }
    expect(text).toMatch(/portero_gallery_persons\{building="hq\/main",.*\} \d+/);
    expect(text).toMatch(/portero_database_errors_total\{step="\w+",.*\} [1-9]/);
    expect(text).not.toContain(employee.personId);
  });
});
