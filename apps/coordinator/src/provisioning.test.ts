import { readFile, stat, writeFile } from 'node:fs/promises';
import type { Door, Edge, PublicJwk, Roster } from '@portero/roster';
import { silentLogger, systemClock } from '@portero/runtime';
import { recordingLogger, temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { BrokerAccounts } from './broker-accounts.ts';
import { ConfigVersions } from './config-versions.ts';
import { InstallationAuthority } from './identities/installation-authority.ts';
import { loadCoordinatorKey } from './keys.ts';
import { holdsKeysElsewhere, provisionEdge } from './provisioning.ts';
import { rotateSealingKey } from './sealing-key-file.ts';

const EDGE = 'hq/main/lobby';

/** The two tables that provisioning touches. */
function setUp() {
  const edges = new Map<string, Edge>();
  const doors: Partial<Door>[] = [];
  const keyed = (address: string, publicJwk?: PublicJwk) => {
    const edge = { address, ...(publicJwk && { publicJwk }) } as Edge;
    edges.set(address, edge);
    return Promise.resolve(edge);
  };
  const places = {
    findEdge: async (address: string) => edges.get(address),
    addEdge: (address: string) => keyed(address),
    setEdgeKey: keyed,
    listDoors: async () => doors,
  } as unknown as Roster['places'];
  const dataDir = temporaryFolder();
  const deps = { roster: { places }, dataDir, logger: silentLogger(), brokerUrl: 'mqtt://10.0.0.5:1883' };
  return { deps, dataDir, doors, edges, accounts: new BrokerAccounts({ dataDir }) };
}

describe('provisionEdge', () => {
  it('writes a private file with all that the edge needs', async () => {
    const { deps, dataDir, doors, edges } = setUp();
    doors.push({ door: 'front', mode: 'either', failMode: 'secure' });
    const { file, issued } = await provisionEdge(deps, EDGE);
    const bundle = JSON.parse(await readFile(file, 'utf8'));
    const { publicJwk } = await loadCoordinatorKey({ dataDir }, deps);
    expect(issued).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(bundle).toMatchObject({
      address: EDGE,
      brokerUrl: 'mqtt://10.0.0.5:1883',
      username: 'edge.hq.main.lobby',
      coordinatorKeys: [publicJwk],
      doors: [{ door: 'front', mode: 'either', failMode: 'secure' }],
    });
    expect(edges.get(EDGE)?.publicJwk?.x).toBe(bundle.signingKey.x);
    expect(edges.get(EDGE)?.publicJwk).not.toHaveProperty('d');
  });

  it('gives the public half of the sealing key in use, and the version below which no configuration counts', async () => {
    const { deps, dataDir } = setUp();
    const versions = new ConfigVersions({ dataDir }, { clock: systemClock });
    const version = await versions.next();
    const first = (await provisionEdge(deps, EDGE)).bundle;
    expect(first.configVersion).toBe(version);
    const [held] = await rotateSealingKey({ dataDir, leadMs: 0, graceMs: 1_000 }, deps);
    const second = (await provisionEdge(deps, EDGE)).bundle;
    expect(second.sealingKey).toEqual(held!.key.publicJwk);
    expect(second.sealingKey!.x).not.toBe(first.sealingKey!.x);
    expect(second.signingKey).toEqual(first.signingKey);
  });

  it('gives an account that the broker knows', async () => {
    const { deps, accounts } = setUp();
    const { bundle } = await provisionEdge(deps, EDGE);
    const password = Buffer.from(bundle.password!);
    expect(await accounts.authenticate(bundle.username, password)).toEqual({
      role: 'edge',
      username: bundle.username,
      edge: { site: 'hq', building: 'main', edge: 'lobby' },
    });
    expect(await accounts.authenticate(bundle.username, Buffer.from('wrong'))).toBeUndefined();
    expect(await accounts.authenticate('edge.hq.main.other', password)).toBeUndefined();
  });

  it('keeps working credentials and what the edge was told of its camera, and brings its doors up to date', async () => {
    const { deps, doors } = setUp();
    doors.push({ door: 'front', mode: 'either', failMode: 'secure' });
    const first = await provisionEdge(deps, EDGE);
    first.bundle.doors[0]!.camera = 'rtsp://camera/1';
    first.bundle.doors[0]!.attempt = { maxFrames: 3, minQuality: 0, coolDownMs: 99 };
    await writeFile(first.file, JSON.stringify(first.bundle));
    doors[0] = { ...doors[0], framesAgreeing: 3, framesDemanded: 4, minQuality: 0.4 };
    doors.push({ door: 'back', mode: 'verify', failMode: 'safe' });
    const second = await provisionEdge(deps, EDGE);
    expect(second.issued).toBe(false);
    expect(second.bundle.password).toBe(first.bundle.password);
    expect(second.bundle.doors).toEqual([
      {
        ...{ door: 'front', mode: 'either', failMode: 'secure', camera: 'rtsp://camera/1' },
        attempt: { maxFrames: 4, minQuality: 0.4, coolDownMs: 99 },
      },
      { door: 'back', mode: 'verify', failMode: 'safe', attempt: { maxFrames: 3, minQuality: 0 } },
    ]);
  });

  it('tells the edge what its doors demand against presentation attacks, and no more once they do not', async () => {
    const { deps, doors } = setUp();
    doors.push({ door: 'front', mode: 'either', failMode: 'secure', pad: 'active' });
    expect((await provisionEdge(deps, EDGE)).bundle.doors[0]).toMatchObject({ pad: 'active' });
    doors[0] = { door: 'front', mode: 'either', failMode: 'secure' };
    expect((await provisionEdge(deps, EDGE)).bundle.doors[0]).not.toHaveProperty('pad');
  });

  it('gives new credentials on request, and the old ones stop working', async () => {
    const { deps, accounts, edges } = setUp();
    const old = await provisionEdge(deps, EDGE);
    const { bundle } = await provisionEdge(deps, EDGE, { credentials: 'rotate' });
    expect(bundle.signingKey.x).not.toBe(old.bundle.signingKey.x);
    expect(edges.get(EDGE)?.publicJwk?.x).toBe(bundle.signingKey.x);
    expect(
      await accounts.authenticate(old.bundle.username, Buffer.from(old.bundle.password!)),
    ).toBeUndefined();
  });

  it('gives new credentials when the account is gone', async () => {
    const { deps, accounts } = setUp();
    const { bundle } = await provisionEdge(deps, EDGE);
    await accounts.revoke(bundle.username!);
    expect((await provisionEdge(deps, EDGE)).issued).toBe(true);
  });

  it('gives a certificate for an encrypted broker, and gives it again once it has been revoked', async () => {
    const { deps, dataDir } = setUp();
    const secure = { ...deps, brokerUrl: 'mqtts://10.0.0.5:8883', enrolUrl: 'https://10.0.0.5:8444' };
    const { bundle } = await provisionEdge(secure, EDGE);
    const authority = await InstallationAuthority.open({ dataDir }, deps);
    expect(bundle).toMatchObject({ enrolUrl: secure.enrolUrl, tls: { ca: authority.certificate } });
    expect(bundle).not.toHaveProperty('password');
    expect((await provisionEdge(secure, EDGE)).issued).toBe(false);
    await authority.revokeEdge({ site: 'hq', building: 'main', edge: 'lobby' });
    // What an edge has renewed for itself looks the same from here.
    expect((await provisionEdge(secure, EDGE, { credentials: 'keep' })).bundle.tls).toEqual(bundle.tls);
    const again = await provisionEdge(secure, EDGE);
    expect([again.issued, again.bundle.tls?.cert === bundle.tls?.cert]).toEqual([true, false]);
  });

  it('replaces the password by a certificate when the broker moves to a network', async () => {
    const { deps, accounts } = setUp();
    const before = await provisionEdge(deps, EDGE);
    const { bundle } = await provisionEdge({ ...deps, brokerUrl: 'mqtts://10.0.0.5:8883' }, EDGE);
    expect(bundle).not.toHaveProperty('username');
    expect(await accounts.find(before.bundle.username!)).toBeUndefined();
  });

  it('knows an edge whose keys are not here', async () => {
    const { deps, edges } = setUp();
    expect(await holdsKeysElsewhere(deps, EDGE)).toBe(false);
    await provisionEdge(deps, EDGE);
    expect(await holdsKeysElsewhere(deps, EDGE)).toBe(false);
    edges.set(EDGE, { ...edges.get(EDGE)!, revokedAt: new Date() });
    expect(await holdsKeysElsewhere(deps, EDGE)).toBe(true);
    edges.set(EDGE, { address: EDGE, publicJwk: { kty: 'OKP', x: 'made by itself' } } as unknown as Edge);
    expect(await holdsKeysElsewhere(deps, EDGE)).toBe(true);
  });

  it('does not overwrite the file of an edge whose name only looks the same', async () => {
    const { deps } = setUp();
    await provisionEdge(deps, 'a-b/c/d');
    await expect(provisionEdge(deps, 'a/b-c/d')).rejects.toMatchObject({ code: 'EDGE_BUNDLE_CONFLICT' });
  });

  it('logs no secret', async () => {
    const { deps } = setUp();
    const { logger, text } = recordingLogger();
    const { bundle } = await provisionEdge({ ...deps, logger }, EDGE);
    expect(text()).not.toContain(bundle.password);
    expect(text()).not.toContain(bundle.signingKey.d);
  });
});

describe('BrokerAccounts', () => {
  it.each(['../../etc/passwd', 'a/b', '', '.', 'edge..x', 'EDGE'])(
    'knows nobody called %j',
    async (username) => {
      const { accounts } = setUp();
      expect(await accounts.authenticate(username, Buffer.from('x'))).toBeUndefined();
    },
  );

  it('refuses a broken account file by name', async () => {
    const { deps, accounts, dataDir } = setUp();
    const { bundle } = await provisionEdge(deps, EDGE);
    await writeFile(`${dataDir}/keys/broker-accounts/${bundle.username}.json`, '{');
    await expect(accounts.find(bundle.username!)).rejects.toMatchObject({ code: 'KEY_FILE_INVALID' });
  });
});
