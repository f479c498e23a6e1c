import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { enrol, readGallery } from './support/enrolled.ts';
import { keepTestServer, testInstallation } from './support/fixtures.ts';
import { connectTo } from './support/servers.ts';

keepTestServer();

const keyFile = (dataDir: string) => join(dataDir, 'keys', 'master.key');
const newKey = () => randomBytes(32).toString('base64');

describe('a database and its master key', () => {
  it('are opened by many processes at once, which agree on one', async () => {
    const { roster, reopen } = await testInstallation();
    const client = await connectTo(roster.databaseUrl);
    await client.query('DELETE FROM installation_keys');
    await client.query('DELETE FROM master_keys');
    const dataDir = temporaryFolder();
    const rosters = await Promise.all([1, 2, 3, 4, 5].map(() => reopen({ dataDir })));
    const { keys } = await rosters[0]!.keys.status();
    expect(keys).toMatchObject([{ current: true, installationKeys: 1, available: true }]);
    const { templateId, embedding } = await enrol(rosters[1]!, 'Ana');
    expect((await readGallery(rosters[2]!)).get(templateId)).toEqual(embedding);
  });

  it('that is missing is asked for by its id and place, and no other takes its stead', async () => {
    const { roster, reopen } = await testInstallation();
    const { keyId } = (await roster.keys.status()).keys[0]!;
    const dataDir = temporaryFolder();
    await expect(reopen({ dataDir })).rejects.toMatchObject({
      code: 'MASTER_KEY_MISSING',
      message: expect.stringContaining(keyFile(dataDir)),
      context: { keyId, found: [] },
    });
    expect(existsSync(keyFile(dataDir))).toBe(false);
    await expect(reopen({ dataDir, masterKey: { key: newKey() } })).rejects.toMatchObject({
      code: 'MASTER_KEY_MISSING',
      context: { keyId, found: [expect.stringMatching(/^mk-/)] },
    });
    expect((await roster.keys.status()).keys).toHaveLength(1);
  });

  it('that is damaged is refused and left as it is', async () => {
    const { reopen, dataDir } = await testInstallation();
    const path = keyFile(dataDir);
    const content = await readFile(path, 'utf8');
    const key: string = JSON.parse(content).keys[0].key;
    const damaged = content.replace(key, `${key.startsWith('A') ? 'B' : 'A'}${key.slice(1)}`);
    for (const text of [damaged, content.slice(0, 50), '']) {
      await writeFile(path, text);
      await expect(reopen()).rejects.toMatchObject({ code: 'MASTER_KEY_INVALID' });
      expect(await readFile(path, 'utf8')).toBe(text);
    }
    await writeFile(path, content);
    await reopen();
  });

  it('that does not open what it has wrapped is refused', async () => {
    const { roster, reopen } = await testInstallation();
    const client = await connectTo(roster.databaseUrl);
    await client.query('UPDATE master_keys SET probe = overlay(probe PLACING $1 FROM 20)', [Buffer.alloc(8)]);
    await expect(reopen()).rejects.toMatchObject({ code: 'MASTER_KEY_INVALID' });
  });

  it('may come from the environment, and opens what the file had wrapped as long as that is there', async () => {
    const { roster, reopen, dataDir } = await testInstallation();
    const { templateId, embedding } = await enrol(roster, 'Ana');
    const masterKey = { key: newKey() };
    const moving = await reopen({ masterKey });
    expect((await moving.keys.status()).unused).toHaveLength(1);
    await moving.keys.rotate();
    await rm(keyFile(dataDir));
    const moved = await reopen({ masterKey });
    expect((await readGallery(moved)).get(templateId)).toEqual(embedding);
    await expect(moved.keys.rotate()).rejects.toMatchObject({ code: 'MASTER_KEY_EXTERNAL' });
    const next = { key: newKey(), previousKeys: [masterKey.key] };
    expect(await (await reopen({ masterKey: next })).keys.rotate()).toMatchObject({ rewrapped: 1 });
    expect((await readGallery(await reopen({ masterKey: { key: next.key } }))).get(templateId)).toEqual(
      embedding,
    );
  });
});

describe('the key of the cards', () => {
  it('that is damaged, or missing although there are cards, keeps the roster from opening', async () => {
    const { roster, reopen } = await testInstallation();
    const ana = await enrol(roster, 'Ana');
    await roster.cards.assign({ personId: ana.person.id, token: '0042' });
    const client = await connectTo(roster.databaseUrl);
    await client.query('UPDATE installation_keys SET wrapped_key = overlay(wrapped_key PLACING $1 FROM 20)', [
      Buffer.alloc(8),
    ]);
    const refusal = { code: 'DATA_KEY_UNREADABLE', context: { purpose: 'cards' } };
    await expect(reopen()).rejects.toMatchObject(refusal);
    await client.query('DELETE FROM installation_keys');
    await expect(reopen()).rejects.toMatchObject(refusal);
    await client.query('DELETE FROM cards');
    await reopen();
  });
});
