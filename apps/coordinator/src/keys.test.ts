import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importVerifier, JWS_TYPES } from '@portero/protocol';
import { silentLogger } from '@portero/runtime';
import { recordingLogger, temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { keysFolder, loadCoordinatorKey } from './keys.ts';

const deps = { logger: silentLogger() };

describe('loadCoordinatorKey', () => {
  it('makes a key that only the owner can read, and finds it again', async () => {
    const dataDir = temporaryFolder();
    const first = await loadCoordinatorKey({ dataDir }, deps);
    const second = await loadCoordinatorKey({ dataDir }, deps);
    expect(second.publicJwk).toEqual(first.publicJwk);
    expect(first.publicJwk).not.toHaveProperty('d');
    expect((await stat(keysFolder(dataDir))).mode & 0o777).toBe(0o700);
    expect((await stat(join(keysFolder(dataDir), 'coordinator.jwk.json'))).mode & 0o777).toBe(0o600);
  });

  it('gives processes that start at the same time one key', async () => {
    const dataDir = temporaryFolder();
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadCoordinatorKey({ dataDir }, deps)));
    expect(new Set(keys.map(({ signer }) => signer.kid)).size).toBe(1);
  });

  it('signs what its public half verifies', async () => {
    const { signer, publicJwk } = await loadCoordinatorKey({ dataDir: temporaryFolder() }, deps);
    const jws = signer.sign(JWS_TYPES.command, { hello: 1 });
    expect(importVerifier([publicJwk]).verify(jws, JWS_TYPES.command)).toMatchObject({ ok: true });
  });

  it('refuses a key that others can read', async () => {
    const dataDir = temporaryFolder();
    await loadCoordinatorKey({ dataDir }, deps);
    await chmod(join(keysFolder(dataDir), 'coordinator.jwk.json'), 0o644);
    await expect(loadCoordinatorKey({ dataDir }, deps)).rejects.toMatchObject({
      code: 'KEY_FILE_PERMISSIONS',
      message: expect.stringContaining('chmod 600'),
    });
  });

  it.each(['not json {"d":"SECRET"}', '{"kty":"OKP","crv":"Ed25519","x":"SECRET","d":"SECRET"}'])(
    'refuses a broken key without quoting it',
    async (content) => {
      const dataDir = temporaryFolder();
      await loadCoordinatorKey({ dataDir }, deps);
      await writeFile(join(keysFolder(dataDir), 'coordinator.jwk.json'), content);
      const error: Error = await loadCoordinatorKey({ dataDir }, deps).catch((thrown) => thrown);
      expect(error).toMatchObject({ code: 'KEY_FILE_INVALID' });
      expect(error.message).not.toContain('SECRET');
    },
  );

  it('logs where the key is and nothing of what it is', async () => {
    const dataDir = temporaryFolder();
    const { logger, text } = recordingLogger();
    await loadCoordinatorKey({ dataDir }, { logger });
    const stored = JSON.parse(await readFile(join(keysFolder(dataDir), 'coordinator.jwk.json'), 'utf8'));
    expect(text()).toContain('coordinator.jwk.json');
    expect(text()).not.toContain(stored.d);
  });
});
