import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { serverNames } from './server-names.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

test('a server is found under what the installer says, what it listens on, and on this machine', () => {
  expect(serverNames(['10.0.0.5'], ['broker.hq'])).toEqual(['broker.hq', '10.0.0.5', ...LOOPBACK]);
  expect(serverNames(['127.0.0.1'], [])).toEqual(['127.0.0.1', 'localhost', '::1']);
});

test.each(['0.0.0.0', '::'])(
  'one that listens on %s is found under the names of the machine, not under that',
  (host) => {
    const names = serverNames([host], []);
    expect(names).not.toContain(host);
    expect(names).toEqual(expect.arrayContaining(LOOPBACK));
    expect(names.includes(hostname())).toBe(/^[a-z0-9.-]+$/i.test(hostname()));
  },
);
