import { rmSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connectBus } from '@portero/bus';
import {
  type CoordinatorConfig,
  type CoordinatorHost,
  createCoordinatorHost,
  enrolmentTokens,
  InstallationAuthority,
  readCoordinatorConfig,
  revokeEdge,
} from '@portero/coordinator';
import { enrolDevice, IdentityKeeper, parseEdgeBundle, readEdgeBundle } from '@portero/edge-agent';
import { createSigningRequest, generatePrivateKey, readCertificate } from '@portero/identities';
import { ENROLMENT_PATHS, formatEdge, generateSigningKey, parseEdgeAddress } from '@portero/protocol';
import { openRoster, type Roster } from '@portero/roster';
import { createTestDatabase } from '@portero/roster/testing';
import { silentLogger, systemClock } from '@portero/runtime';
import { ManualClock, makeFolder, recordingLogger, temporaryFolder, waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { askAnyhow } from './support/ask-anyhow.ts';

const LOBBY = formatEdge(parseEdgeAddress('hq/main/lobby'));
const DAY_MS = 86_400_000;
const logger = silentLogger();

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let roster: Roster;
let config: CoordinatorConfig;
let host: CoordinatorHost;
let authority: InstallationAuthority;
let url: URL;
let log: ReturnType<typeof recordingLogger>;

beforeAll(async () => {
  database = await createTestDatabase();
  roster = await openRoster({ databaseUrl: database.databaseUrl, dataDir: makeFolder() }, { logger });
  await roster.places.ensureBuilding('hq/main');
  await roster.places.addEdge(LOBBY);
  await roster.places.addDoor(`${LOBBY}/front`);
});

afterAll(async () => {
  await roster?.stop();
  await database?.drop();
});

/** A coordinator of its own for each test: attempts are counted. */
beforeEach(async () => {
  const dataDir = makeFolder();
  log = recordingLogger();
  config = {
    ...readCoordinatorConfig({
      PORTERO_DATA_DIR: dataDir,
      DATABASE_URL: database.databaseUrl,
      PORTERO_BROKER_TLS: 'on',
    }),
    ...{ brokerPort: 0, enrolPort: 0 },
  };
  host = createCoordinatorHost(config, { logger: log.logger, roster });
  await host.start();
  authority = await InstallationAuthority.open(config, { logger });
  url = new URL(host.running.enrolUrl!);
  onTestFinished(async () => {
    await host.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
});

async function issueToken(options: { clock?: ManualClock; lifeMs?: number } = {}): Promise<string> {
  const tokens = enrolmentTokens(config.dataDir, { clock: options.clock ?? systemClock });
  const { token } = await tokens.issue(authority.fingerprint, {
    address: LOBBY,
    brokerUrl: host.running.brokerUrl,
    ...(options.lifeMs !== undefined && { lifeMs: options.lifeMs }),
  });
  return token;
}

async function enrol(token: string, file = join(temporaryFolder(), 'edge.json')) {
  await enrolDevice({ token, url, file });
  return { file, bundle: await readEdgeBundle(file) };
}

function connect({
  brokerUrl,
  tls,
}: {
  brokerUrl: string;
  tls?: { ca: string; cert: string; key: string } | undefined;
}) {
  return connectBus({ url: brokerUrl, clientId: 'device', tls: tls!, connectTimeoutMs: 1_000 }, { logger });
}

describe('a device with a token', () => {
  test('gets an identity that the broker lets in, in a file that it alone can read', async () => {
    const { file, bundle } = await enrol(await issueToken());
    const bus = await connect(bundle);
    await bus.publish(`portero/v1/${LOBBY}/state`, 'hello');
    await bus.stop();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(bundle).toMatchObject({ address: LOBBY, enrolUrl: url.origin, doors: [{ door: 'front' }] });
    expect((await roster.places.findEdge(LOBBY))?.publicJwk?.x).toBe(bundle.signingKey.x);
  });

  test('has private keys that no other machine and no log has seen', async () => {
    const token = await issueToken();
    const { bundle } = await enrol(token);
    const onCoordinator = await textOf(config.dataDir);
    const secret = token.split('.')[2]!;
    for (const text of [onCoordinator, log.text()]) {
      expect(text).not.toContain(bundle.signingKey.d);
      expect(text).not.toContain(lines(bundle.tls!.key)[1]);
      expect(text).not.toContain(secret);
    }
  });

  test('keeps what was set on it by hand when it enrols again, and loses its old certificate', async () => {
    const { file, bundle } = await enrol(await issueToken());
    const camera = { uri: 'rtsp://camera/1' };
    const raw = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...raw, doors: [{ ...raw.doors[0], camera }] }));
    const again = await enrol(await issueToken(), file);
    expect(again.bundle.doors[0]?.camera).toMatchObject(camera);
    expect(again.bundle.signingKey.x).not.toBe(bundle.signingKey.x);
    await expect(connect(bundle)).rejects.toThrow();
    await (await connect(again.bundle)).stop();
  });

  test('finds no use for it a second time', async () => {
    const token = await issueToken();
    await enrol(token);
    await expect(enrol(token)).rejects.toMatchObject({ code: 'ENROLMENT_REFUSED', context: { status: 401 } });
  });

  test('is served once, however many come with it at the same time', async () => {
    const token = await issueToken();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => enrol(token)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const edges = (await authority.current()).filter(({ kind }) => kind === 'edge');
    expect(edges).toHaveLength(1);
  });

  test('comes too late after its quarter of an hour', async () => {
    const token = await issueToken({ clock: new ManualClock(Date.now() - 15 * 60_000 - 1_000) });
    await expect(enrol(token)).rejects.toMatchObject({ context: { status: 401 } });
  });

  test('is not served when a later one was issued for its place', async () => {
    const earlier = await issueToken();
    await enrol(await issueToken());
    await expect(enrol(earlier)).rejects.toMatchObject({ context: { status: 401 } });
  });

  test('is not served after its edge was revoked', async () => {
    const token = await issueToken();
    await revokeEdge({ roster, dataDir: config.dataDir, logger }, parseEdgeAddress(LOBBY));
    await expect(enrol(token)).rejects.toMatchObject({ context: { status: 401 } });
  });

  test.each([
    ['changed in its secret', (token: string) => swapPart(token, 2)],
    ['of an unknown number', (token: string) => swapPart(token, 1)],
  ])('is refused when it is %s', async (_, change) => {
    await expect(enrol(change(await issueToken()))).rejects.toMatchObject({ context: { status: 401 } });
  });

  test('is told at once when it mistyped the token', async () => {
    await expect(enrol('portero1.abc')).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  test('says nothing to somebody else who answers at the address', async () => {
    const stranger = await InstallationAuthority.open({ dataDir: temporaryFolder() }, { logger });
    const rogue = await startRogue({
      ...(await stranger.serverPair(['127.0.0.1'])),
      ca: stranger.certificate,
    });
    const token = await issueToken();
    const enrolling = enrolDevice({ token, url: rogue.url, file: join(temporaryFolder(), 'edge.json') });
    await expect(enrolling).rejects.toMatchObject({ code: 'COORDINATOR_UNTRUSTED' });
    expect(rogue.requests).toBe(0);
    await enrol(token);
  });

  test('says nothing to somebody who only shows the true authority, without its signature', async () => {
    const stranger = await InstallationAuthority.open({ dataDir: temporaryFolder() }, { logger });
    const { cert, key } = await stranger.serverPair(['127.0.0.1']);
    const rogue = await startRogue({ cert, key, ca: authority.certificate });
    const token = await issueToken();
    const enrolling = enrolDevice({ token, url: rogue.url, file: join(temporaryFolder(), 'edge.json') });
    await expect(enrolling).rejects.toMatchObject({ code: 'COORDINATOR_UNTRUSTED' });
    expect(rogue.requests).toBe(0);
  });

  test('says nothing to a stolen device that poses as the coordinator', async () => {
    const { bundle } = await enrol(await issueToken());
    const rogue = await startRogue({ cert: bundle.tls!.cert, key: bundle.tls!.key, ca: bundle.tls!.ca });
    const enrolling = enrolDevice({
      token: await issueToken(),
      url: rogue.url,
      file: join(temporaryFolder(), 'e.json'),
    });
    await expect(enrolling).rejects.toMatchObject({ code: 'COORDINATOR_UNTRUSTED' });
    expect(rogue.requests).toBe(0);
  });
});

describe('the listener for identities', () => {
  const enrolUrl = () => new URL(ENROLMENT_PATHS.enrol, url);
  const renewUrl = () => new URL(ENROLMENT_PATHS.renew, url);

  async function request() {
    return createSigningRequest({ role: 'edge', edge: parseEdgeAddress(LOBBY) }, await generatePrivateKey());
  }

  test('does not use a token up for a request that it cannot serve', async () => {
    const token = await issueToken();
    const { publicJwk } = await generateSigningKey();
    const asked = await askAnyhow(enrolUrl(), { token, request: 'no request', signingKey: publicJwk });
    expect(asked.status).toBe(400);
    await enrol(token);
  });

  test('gives the place of the token, whatever place a request names', async () => {
    const token = await issueToken();
    const { publicJwk } = await generateSigningKey();
    const greedy = await createSigningRequest(
      { role: 'coordinator', name: 'coordinator' },
      await generatePrivateKey(),
    );
    const { status, body } = await askAnyhow(enrolUrl(), { token, request: greedy, signingKey: publicJwk });
    const { certificate } = body as { certificate: string };
    expect([status, readCertificate(certificate).identity]).toEqual([
      200,
      { role: 'edge', edge: parseEdgeAddress(LOBBY) },
    ]);
  });

  test('renews nothing without a certificate, with a stranger’s, or with one that is revoked', async () => {
    const { bundle } = await enrol(await issueToken());
    const stranger = await InstallationAuthority.open({ dataDir: temporaryFolder() }, { logger });
    const question = { request: await request() };
    const statuses = [
      await askAnyhow(renewUrl(), question),
      await askAnyhow(renewUrl(), question, await stranger.coordinatorPair('coordinator')),
      await askAnyhow(renewUrl(), question, await authority.coordinatorPair('coordinator')),
    ].map(({ status }) => status);
    await revokeEdge({ roster, dataDir: config.dataDir, logger }, parseEdgeAddress(LOBBY));
    const { status } = await askAnyhow(renewUrl(), question, bundle.tls);
    expect([...statuses, status]).toEqual([403, 403, 403, 403]);
  });

  test('revokes all certificates of a device but the two latest when it renews, and lets it renew five times a day', async () => {
    const { bundle } = await enrol(await issueToken());
    const statuses: number[] = [];
    for (let round = 0; round < 6; round++) {
      statuses.push((await askAnyhow(renewUrl(), { request: await request() }, bundle.tls)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const edges = (await authority.current()).filter(({ kind }) => kind === 'edge');
    expect(edges).toHaveLength(2);
  });

  test('stops listening to somebody who keeps guessing', async () => {
    const { publicJwk } = await generateSigningKey();
    const question = {
      token: swapPart(await issueToken(), 2),
      request: await request(),
      signingKey: publicJwk,
    };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 22; attempt++)
      statuses.push((await askAnyhow(enrolUrl(), question)).status);
    expect([statuses[0], statuses[19], statuses[20], statuses[21]]).toEqual([401, 401, 429, 429]);
  });

  test.each([
    ['another address', () => new URL('/v1/keys', url), {}, 404],
    ['an address that only begins alike', () => new URL(`${ENROLMENT_PATHS.enrol}/../../etc`, url), {}, 404],
    ['an empty request', enrolUrl, {}, 400],
    ['one that is too long', enrolUrl, { token: 'x'.repeat(100_000) }, 400],
    [
      'a private key where a public one belongs',
      enrolUrl,
      { token: 'x', request: 'x', signingKey: { d: 'x' } },
      400,
    ],
  ])('answers %s with its status and goes on', async (_, target, question, expected) => {
    expect((await askAnyhow(target(), question)).status).toBe(expected);
    await enrol(await issueToken());
  });
});

describe('a device whose certificate nears its end', () => {
  const keeperOf = (bundle: Parameters<typeof parseEdgeBundle>[0], file: string, clock: ManualClock) => {
    const records = recordingLogger();
    const keeper = new IdentityKeeper(
      { bundle: parseEdgeBundle(bundle), file },
      { clock, logger: records.logger },
    );
    return { keeper, records };
  };

  test('renews it in time, keeps its signing key, and comes in with the new one', async () => {
    const { file, bundle } = await enrol(await issueToken());
    const clock = new ManualClock(Date.now() + 100 * DAY_MS);
    const { keeper } = keeperOf(bundle, file, clock);
    await keeper.look();
    expect(keeper.tls?.().cert).toBe(bundle.tls!.cert);
    clock.advance(200 * DAY_MS);
    await keeper.look();
    const renewed = await readEdgeBundle(file);
    expect(renewed.tls?.cert).toBe(keeper.tls?.().cert);
    expect(renewed.tls?.key).not.toBe(bundle.tls!.key);
    expect(renewed.signingKey).toEqual(bundle.signingKey);
    await (await connect(renewed)).stop();
    // What it answered may have been lost: the one before still counts.
    await (await connect(bundle)).stop();
  });

  test('goes on with the old one, and says so, while the coordinator is away', async () => {
    const { file, bundle } = await enrol(await issueToken());
    await host.stop();
    const { keeper, records } = keeperOf(bundle, file, new ManualClock(Date.now() + 300 * DAY_MS));
    await keeper.look();
    expect(keeper.tls?.().cert).toBe(bundle.tls!.cert);
    expect(records.records).toMatchObject([
      { level: 50, msg: 'the certificate runs out and was not renewed' },
    ]);
  });

  test('gets none when it was revoked', async () => {
    const { file, bundle } = await enrol(await issueToken());
    await revokeEdge({ roster, dataDir: config.dataDir, logger }, parseEdgeAddress(LOBBY));
    await waitUntil(async () => (await authority.current()).every(({ kind }) => kind !== 'edge'));
    const { keeper } = keeperOf(bundle, file, new ManualClock(Date.now() + 300 * DAY_MS));
    await keeper.look();
    expect((await readEdgeBundle(file)).tls).toEqual(bundle.tls);
  });
});

async function startRogue({ cert, key, ca }: { cert: string; key: string; ca: string }) {
  const state = { requests: 0 };
  const server = createHttpsServer({ cert: `${cert}\n${ca}`, key }, (_request, response) => {
    state.requests++;
    response.end('{}');
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`https://127.0.0.1:${port}`),
    get requests() {
      return state.requests;
    },
  };
}

/** Another value of the same form in one of the parts. */
function swapPart(token: string, index: number): string {
  const parts = token.split('.');
  const bytes = Buffer.from(parts[index]!, 'base64url');
  bytes[0]! ^= 1;
  parts[index] = bytes.toString('base64url');
  return parts.join('.');
}

function lines(text: string): string[] {
  return text.split('\n');
}

/** Everything that lies in the folder of keys. */
async function textOf(dataDir: string): Promise<string> {
  const entries = await readdir(join(dataDir, 'keys'), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}
