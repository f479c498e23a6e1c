import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { expect, it } from 'vitest';
import type { SealingKeyState } from '../src/site/sealing-key-state.ts';
import { json, portero } from './run-portero.ts';

it('makes the first sealing key, then another, and says until when each opens', async () => {
  const dataDir = temporaryFolder();
  const run = (...args: string[]) => portero(['sealing-key', ...args, '--data', dataDir]);
  const first = json<SealingKeyState[]>(await run('list', '--json'));
  expect(first).toEqual([{ kid: expect.any(String), use: 'current' }]);

  const staged = json<SealingKeyState[]>(
    await run('rotate', '--lead-minutes', '30', '--grace-hours', '1', '--json'),
  );
  expect(staged.map(({ use }) => use)).toEqual(['next', 'current']);
  const [next, current] = staged;
  expect(current!.kid).toBe(first[0]!.kid);
  expect(Date.parse(current!.opensUntil!) - Date.parse(next!.activeFrom!)).toBe(3_600_000);

  const urgent = json<SealingKeyState[]>(await run('rotate', '--grace-hours', '0', '--json'));
  expect(urgent.map(({ use }) => use)).toEqual(['current', 'closed', 'closed']);
  const printed = await run('list');
  expect(printed.stdout).toMatch(/^KEY +USE +IN USE FROM +OPENS UNTIL/);
  const file = readFileSync(join(dataDir, 'keys', 'sealing.json'), 'utf8');
  const secrets = [...file.matchAll(/"d": "([^"]+)"/g)].map(([, secret]) => secret!);
  expect(secrets).toHaveLength(3);
  for (const secret of secrets) expect(printed.stdout + printed.stderr).not.toContain(secret);
});
