import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyStatus } from '@portero/roster';
import { createTestDatabase, runSql, type TestDatabase } from '@portero/roster/testing';
import { makeFolder, temporaryFolder } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeysRotated } from '../src/commands/keys-rotate.ts';
import { writePortrait } from './portraits.ts';
import { json, portero, porteroProcess, type Ran } from './run-portero.ts';

let database: TestDatabase;
const dataDir = makeFolder();
const keyFile = join(dataDir, 'keys', 'master.key');

function run(...args: string[]): Promise<Ran> {
  return portero([...args, '--data', dataDir], { DATABASE_URL: database.databaseUrl });
}
const status = async () => json<KeyStatus>(await run('keys', 'status', '--json'));

beforeAll(async () => {
  database = await createTestDatabase();
  await run('building', 'add', 'hq/main');
  await run('person', 'add', 'Marie');
  const photo = await writePortrait(makeFolder(), 'fairHaired');
  expect((await run('person', 'enrol', 'Marie', '--photo', photo)).code).toBe(0);
}, 60_000);
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

// Each test starts the program several times.
describe('portero keys', { timeout: 120_000 }, () => {
  it('shows the key in force, where it is, and what it opens; never the key', async () => {
    const { keys, place } = await status();
    expect(place).toBe(keyFile);
    expect(keys).toMatchObject([{ current: true, personKeys: 1, installationKeys: 1, available: true }]);
    const shown = await run('keys', 'status');
    expect(shown.stdout).toMatch(new RegExp(`${keys[0]!.keyId} +in force +1 +1 +0 d +yes`));
    const { key } = JSON.parse(readFileSync(keyFile, 'utf8')).keys[0];
    expect(shown.stdout + shown.stderr).not.toContain(key);
    expect((await run('doctor')).stdout).toMatch(/^ok +master key +mk-[0-9a-f]{16} in .*, for 1 person$/m);
  });

  it('prepares a key, rotates to it, and discards the old one when that is asked for', async () => {
    const [before] = (await status()).keys;
    const prepared = json<KeysRotated>(await run('keys', 'rotate', '--prepare', '--json'));
    expect((await status()).unused).toEqual([prepared.keyId]);
    const early = await run('keys', 'discard', before!.keyId);
    expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('still opens') });
    const rotated = json<KeysRotated>(await run('keys', 'rotate', '--json'));
    expect(rotated).toMatchObject({ keyId: prepared.keyId, rewrapped: 1, retired: [before!.keyId] });
    expect((await run('keys', 'status')).stdout).toMatch(/retired \d{4}-/);
    expect((await run('keys', 'discard', before!.keyId)).code).toBe(0);
    expect((await status()).keys).toMatchObject([{ available: true }, { available: false }]);
    expect(readFileSync(keyFile, 'utf8')).not.toContain(before!.keyId);
  });

  it('is missed by every command, which says which key it needs and where it looked', async () => {
    const { keyId } = (await status()).keys[0]!;
    const elsewhere = temporaryFolder();
    const env = { DATABASE_URL: database.databaseUrl };
    for (const command of [
      ['person', 'list'],
      ['keys', 'status'],
      ['up', '--port', '0'],
    ]) {
      const ran = await portero([...command, '--data', elsewhere], env);
      expect(ran).toMatchObject({ code: 5, stdout: '' });
      expect(ran.stderr).toContain(keyId);
      expect(ran.stderr).toContain(join(elsewhere, 'keys', 'master.key'));
    }
  });

  it('has a template that is damaged found by the audit', async () => {
    await runSql(
      database.databaseUrl,
      'UPDATE templates SET ciphertext = overlay(ciphertext PLACING $1 FROM 30)',
      [Buffer.alloc(8)],
    );
    const audit = await porteroProcess(['roster', 'audit', '--json', '--data', dataDir], {
      DATABASE_URL: database.databaseUrl,
    });
    expect(audit).toMatchObject({ code: 7, stderr: expect.stringContaining('a template cannot be read') });
    expect(json(audit)).toMatchObject({
      findings: [
        { kind: 'unreadable_template', people: [{ displayName: 'Marie' }], templates: [expect.any(String)] },
      ],
    });
  });
});
