import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSealingKey, generateSigningKey } from '@portero/protocol';
import { recordingLogger, temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { parseEdgeBundle } from '../edge-bundle.ts';
import { type Trust, trustAtStart, versionFloor } from './trust.ts';
import { TrustMemory } from './trust-memory.ts';

const EDGE = 'hq/main/lobby';
const [edgeKey, coordinator, next] = await Promise.all([
  generateSigningKey(),
  generateSigningKey(),
  generateSigningKey(),
]);
const [sealing, sealingNext] = [generateSealingKey(), generateSealingKey()];

function bundle(changes: object = {}) {
  return parseEdgeBundle({
    ...{ address: EDGE, brokerUrl: 'mqtt://127.0.0.1', username: 'edge', password: 'x', doors: ['front'] },
    ...{ signingKey: edgeKey.privateJwk, coordinatorKeys: [coordinator.publicJwk] },
    sealingKey: sealing.publicJwk,
    ...changes,
  });
}

const START = trustAtStart(bundle(), undefined);
const LATER: Trust = {
  ...START,
  coordinatorKeys: [next.publicJwk],
  sealingKey: sealingNext.publicJwk,
  revokedKids: [coordinator.kid],
  versions: { config: { [coordinator.kid]: 3, [next.kid]: 9 }, revoke: { [next.kid]: 2 } },
};

describe('an edge that starts', () => {
  it('for the first time believes its bundle', () => {
    expect(START).toMatchObject({ coordinatorKeys: [coordinator.publicJwk], sealingKey: sealing.publicJwk });
    expect(START.versions).toEqual({ config: {}, revoke: {} });
  });

  it('again believes what it was told since', () => {
    expect(trustAtStart(bundle(), LATER)).toEqual(LATER);
    expect(trustAtStart(bundle({ configVersion: 4, password: 'another' }), LATER)).toEqual(LATER);
  });

  it('with another bundle believes its keys, and still refuses what was revoked and what is old', () => {
    const { revokedKids, versions } = LATER;
    const renewed = trustAtStart(bundle({ signingKey: next.privateJwk }), LATER);
    expect(renewed.coordinatorKeys).toEqual([coordinator.publicJwk]);
    expect(renewed).toMatchObject({ revokedKids, versions, sealingKey: sealing.publicJwk });
  });

  it('with a bundle without a sealing key keeps the one it knows', () => {
    expect(trustAtStart(bundle({ sealingKey: undefined }), LATER).sealingKey).toEqual(sealingNext.publicJwk);
  });
});

describe('the version below which nothing is taken', () => {
  it('is the highest of the keys that are believed, whoever signed', () => {
    expect(versionFloor({ a: 3, b: 9 }, ['a', 'b', 'c'])).toBe(9);
    expect(versionFloor({}, ['a'])).toBeUndefined();
  });

  it('is not that of a thief whose key was revoked', () => {
    expect(versionFloor({ thief: Number.MAX_SAFE_INTEGER, a: 3 }, ['a'])).toBe(3);
  });
});

describe('the memory of an edge', () => {
  async function memory(stateDir = join(temporaryFolder(), 'edge-state')) {
    const log = recordingLogger();
    const opened = new TrustMemory({ stateDir, edge: EDGE }, { logger: log.logger });
    expect(await opened.read()).toBeUndefined();
    return { opened, stateDir, log, file: join(stateDir, 'hq.main.lobby.trust.json') };
  }

  it('is empty at first, and keeps what was saved last, for its owner only', async () => {
    const { opened, file, stateDir } = await memory();
    void opened.save(START);
    await opened.save(LATER);
    expect(await opened.read()).toEqual(LATER);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(stateDir)).mode & 0o777).toBe(0o700);
    expect(await readdir(stateDir)).toEqual(['hq.main.lobby.trust.json']);
    expect(await readFile(file, 'utf8')).not.toContain(edgeKey.privateJwk.d);
  });

  it('that was removed is like that of a first start', async () => {
    const { opened, file } = await memory();
    await opened.save(LATER);
    await rm(file);
    expect(await opened.read()).toBeUndefined();
  });

  it('that others can change, or that is not what an edge wrote, keeps the edge from starting', async () => {
    const { opened, file } = await memory();
    await opened.save(LATER);
    await chmod(file, 0o666);
    await expect(opened.read()).rejects.toMatchObject({ code: 'KEY_FILE_PERMISSIONS' });
    for (const content of ['', '{"v":1', '{"v":1}', JSON.stringify({ ...LATER, coordinatorKeys: [] })]) {
      await rm(file);
      await writeFile(file, content, { mode: 0o600 });
      await expect(opened.read(), content).rejects.toMatchObject({ code: 'TRUST_FILE_INVALID' });
    }
  });

  it('that cannot be written is an error in the log, and the edge works on', async () => {
    const { opened, stateDir, log } = await memory();
    await rm(stateDir, { recursive: true });
    await opened.save(LATER);
    expect(log.records).toMatchObject([{ level: 50 }]);
  });
});
