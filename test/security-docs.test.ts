import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');

const rows = page
  .slice(page.indexOf('\n## STRIDE'))
  .split('\n')
  .filter((line) => line.startsWith('| **'));

describe('the STRIDE table of docs/security.md', () => {
  it('looks at all six kinds of threat', () => {
    const kinds = new Set(rows.map((row) => row.slice('| **'.length)[0]));
    expect([...kinds].sort().join('')).toBe('DEIRST');
  });

  it.each(rows.map((row) => [row.split('|')[1]!.replaceAll('*', '').trim(), row]))(
    '%s: has a test',
    (_, row) => {
      const files = [...row.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, file]) => file!);
      expect(files.length).toBeGreaterThan(0);
      expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    },
  );
});
