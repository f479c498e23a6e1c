import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { emqxAcl, emqxConfig, mosquittoPatternAcl, mosquittoTlsConfig } from '@portero/bus';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, 'infra', file), 'utf8');

test.each([
  ['mosquitto/mosquitto.conf', mosquittoTlsConfig({ folder: '/etc/mosquitto/portero' })],
  ['mosquitto/acl', mosquittoPatternAcl(['coordinator'])],
  ['emqx/portero.conf', emqxConfig({ folder: '/opt/emqx/etc/portero' })],
  ['emqx/acl.conf', emqxAcl({ coordinators: ['coordinator'], revoked: [] })],
])('infra/%s is what the rules of the embedded broker come to', (file, expected) => {
  expect(read(file)).toBe(expected);
});

describe('a rule for EMQX', () => {
  test('keeps out whoever is revoked, before anything is allowed', () => {
    const acl = emqxAcl({ coordinators: ['coordinator'], revoked: ['hq/main/lobby'] });
    expect(acl.split('\n')[0]).toBe('{deny, {username, "hq/main/lobby"}, all, ["#"]}.');
    expect(acl.trimEnd().endsWith('{deny, all}.')).toBe(true);
  });
});

describe('the systemd units', () => {
  test.each(readdirSync(join(root, 'infra', 'systemd')))(
    '%s starts a program that does something',
    (unit) => {
      const program = /^ExecStart=\/usr\/bin\/node (\S+)/m.exec(read(`systemd/${unit}`))?.[1];
      expect(program && existsSync(join(root, program))).toBe(true);
      // Without its settings it says what is missing; a file that only exports something says nothing.
      const { status, stderr } = spawnSync(process.execPath, [join(root, program!)], {
        env: { PORTERO_BROKER_PORT: 'none' },
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([1, expect.stringMatching(/not valid|PORTERO_/)]);
    },
  );
});
