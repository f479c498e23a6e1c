import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REASON_CODES } from './reason-code.ts';

it('docs/protocol.md lists every reason of a decision, and no other', () => {
  const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
  const [, rest] = page.split('\n### Reasons of a decision\n');
  const table = rest!.split('\n## ')[0]!;
  expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code)).toEqual([...REASON_CODES]);
});
