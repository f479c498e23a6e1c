import { expect, test } from 'vitest';
import { isInTheClear } from './loopback.ts';

test.each([
  ['mqtt://10.0.0.5:1883', true],
  ['ws://broker.example', true],
  ['mqtt://127.0.0.1.evil.example', true],
  ['mqtt://localhost.evil.example:1883', true],
  ['mqtt://[fe80::1]:1883', true],
  ['mqtts://10.0.0.5:8883', false],
  ['wss://broker.example', false],
  ['mqtt://127.0.0.1:1883', false],
  ['mqtt://127.1.2.3', false],
  ['mqtt://localhost', false],
  ['mqtt://[::1]:1883', false],
])('%s crosses a network in the clear: %s', (url, expected) => {
  expect(isInTheClear(url)).toBe(expected);
});
