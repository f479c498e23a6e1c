import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { makeFolder } from '@portero/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { json, portero, type Ran } from './run-portero.ts';

const BIN = fileURLToPath(new URL('../bin/portero.js', import.meta.url));
const PASSWORD = 'correct horse battery';
const dataDir = makeFolder();
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function run(...args: string[]): Promise<Ran> {
  return portero([...args, '--data', dataDir], { DATABASE_URL: database.databaseUrl });
}

/** With something on standard input. */
function runWith(input: string, ...args: string[]): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, DATABASE_URL: database.databaseUrl };
  const child = spawn(process.execPath, [BIN, ...args, '--data', dataDir], { env });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...output })));
}

it('accounts and tokens are made, listed and taken away on the command line, passwords by standard input', async () => {
  const added = await runWith(`${PASSWORD}\n`, 'account', 'add', 'ada', '--role', 'administrator', '--json');
  expect(added).toMatchObject({ code: 0, stderr: '' });
  expect(json(added)).toMatchObject({ name: 'ada', role: 'administrator', disabled: false });
  expect(added.stdout).not.toMatch(/scrypt|horse/);
  expect((await runWith('short\n', 'account', 'add', 'eve', '--role', 'viewer')).code).toBe(2);
  expect((await runWith('', 'account', 'add', 'eve', '--role', 'viewer')).code).toBe(2);
  expect((await runWith(`${PASSWORD}\n`, 'account', 'add', 'eve', '--role', 'root')).code).toBe(2);
  expect((await runWith('another password', 'account', 'password', 'ada')).stdout).toMatch(
    /^another password for ada/,
  );
  expect((await run('account', 'password', 'nobody')).code).toBe(3);

  const made = await run('account', 'token', 'add', 'ada', 'payroll', '--role', 'enroller', '--json');
  const { secret, token } = json<{ secret: string; token: { expiresAt: string } }>(made);
  expect(secret).toMatch(/^ptk_[\w-]{43}$/);
  expect(Date.parse(token.expiresAt)).toBeGreaterThan(Date.now() + 89 * 86_400_000);
  const listed = await run('account', 'token', 'list', 'ada');
  expect(listed.stdout).toMatch(/payroll +enroller +in use/);
  expect(listed.stdout).not.toContain(secret);
  expect((await run('account', 'token', 'revoke', 'ada', 'payroll')).stdout).toMatch(/counts no more/);

  expect((await run('account', 'disable', 'ada')).stdout).toMatch(/^disabled ada/);
  expect((await run('account', 'list')).stdout).toMatch(/ada +administrator +disabled/);
  expect((await run('account', 'disable', 'ada', '--undo')).stdout).toMatch(/^enabled ada/);
  const log = await run('audit', 'list', '--json');
  expect(log.stdout).toMatch(/account\.added/);
  expect(log.stdout).not.toMatch(/horse|another password|scrypt/);
});
