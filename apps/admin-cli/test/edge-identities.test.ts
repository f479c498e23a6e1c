import { statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { makeFolder, temporaryFolder } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, portero, type Ran } from './run-portero.ts';

const LOBBY = 'hq/main/lobby';
const ON_A_NETWORK = { PORTERO_BROKER_HOST: '10.0.0.5', PORTERO_ENROL_PORT: '8444' };

let database: TestDatabase;
const dataDir = makeFolder();

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function run(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return portero([...args, '--data', dataDir], { DATABASE_URL: database.databaseUrl, ...env });
}

async function bundleOf(edge: string) {
  const { file } = json<{ file: string }>(await run(['edge', 'provision', edge, '--json'], ON_A_NETWORK));
  return JSON.parse(await readFile(file, 'utf8'));
}

describe('identities of edges on the command line', () => {
  it('gives an edge a certificate where the broker is on a network, and says until when it lasts', async () => {
    expect(await bundleOf(LOBBY)).toMatchObject({
      brokerUrl: 'mqtts://10.0.0.5:8883',
      enrolUrl: 'https://10.0.0.5:8444',
      tls: { cert: expect.stringContaining('BEGIN CERTIFICATE') },
    });
    const listed = await run(['edge', 'list', '--json']);
    expect(json(listed)).toMatchObject([{ address: LOBBY, certificate: { daysLeft: 364, endsSoon: false } }]);
  });

  it('still answers to the name that the command had before, and warns of a broker in the clear', async () => {
    const { stdout } = await run(['edge', 'add', 'hq/main/shed', '--broker-url', 'mqtt://10.0.0.5:1883']);
    expect(stdout).toContain('in the clear');
  });

  it('prints a token with what to run on the device', async () => {
    const { stdout } = await run(['edge', 'provision', LOBBY, '--token'], ON_A_NETWORK);
    expect(stdout).toMatch(/portero-edge enrol --url https:\/\/10\.0\.0\.5:8444 --token portero1\.[\w.-]+/);
  });

  it('prints no token where the device would have to speak in the clear', async () => {
    const { code, stderr } = await run(['edge', 'provision', LOBBY, '--token']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('over TLS')]);
  });

  it('takes an identity away, and shows that it did', async () => {
    await bundleOf('hq/main/garage');
    const revoked = await run(['edge', 'revoke', 'hq/main/garage', '--json']);
    expect(json(revoked)).toMatchObject({ edge: 'hq/main/garage', certificates: 1 });
    expect((await run(['edge', 'list'])).stdout).toMatch(/hq\/main\/garage +revoked/);
    expect((await run(['edge', 'revoke', 'hq/main/none'])).code).not.toBe(0);
  });

  it.each([
    ['mosquitto', ['mosquitto.conf', 'acl', 'crl.pem', 'ca.pem', 'server.pem', 'server.key']],
    ['emqx', ['portero.conf', 'acl.conf', 'ca.pem', 'server.pem', 'server.key']],
  ])('writes the files of %s, and the same key again', async (broker, files) => {
    const folder = join(temporaryFolder(), 'broker');
    const args = ['broker', 'config', `--${broker}`, folder, '--name', 'broker.example', '--json'];
    expect(json(await run(args))).toMatchObject({ broker, files, names: ['broker.example'] });
    const key = await readFile(join(folder, 'server.key'), 'utf8');
    expect(statSync(join(folder, 'server.key')).mode & 0o777).toBe(0o600);
    await writeFile(join(folder, 'server.key'), 'overwritten');
    await run(args);
    expect(await readFile(join(folder, 'server.key'), 'utf8')).toBe(key);
  });

  it.each([
    [['broker', 'config', '--name', 'x'], '--mosquitto'],
    [['broker', 'config', '--mosquitto', 'x'], '--name'],
    [['broker', 'config', '--mosquitto', temporaryFolder(), '--name', 'not a name'], 'host name'],
  ])('refuses %j and says what it needs', async (args, needed) => {
    const { code, stderr } = await run(args);
    expect(code).not.toBe(0);
    expect(stderr).toContain(needed);
  });
});
