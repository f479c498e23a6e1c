import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithData } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { lfwImagePath, parsePairs } from './lfw-pairs.ts';

describe('parsePairs', () => {
  it('reads a development file: N, N matched, N mismatched', () => {
    expect(parsePairs('1\nAda_A\t1\t4\nAda_A\t1\tBea_B\t12\n')).toEqual([
      { first: { name: 'Ada_A', index: 1 }, second: { name: 'Ada_A', index: 4 }, mated: true },
      { first: { name: 'Ada_A', index: 1 }, second: { name: 'Bea_B', index: 12 }, mated: false },
    ]);
  });

  it('reads a file with folds and Windows line ends', () => {
    const pairs = parsePairs('2 1\r\nA\t1\t2\r\nA\t1\tB\t1\r\nC\t3\t2\r\nC\t1\tD\t1\r\n');
    expect(pairs.map(({ mated, fold }) => [mated, fold])).toEqual([
      [true, 0],
      [false, 0],
      [true, 1],
      [false, 1],
    ]);
  });

  it.each([
    ['an empty file', '', 1],
    ['a header that is no number', 'pairs\n', 1],
    ['a file cut short', '2\nA\t1\t2\n', 1],
    ['a matched line among the mismatched', '1\nA\t1\t2\nB\t1\t2\n', 3],
    ['a mismatched line among the matched', '1\nA\t1\tB\t2\nA\t1\tB\t2\n', 2],
    ['a picture numbered 0', '1\nA\t0\t2\nA\t1\tB\t2\n', 2],
    ['a mismatched pair of one person', '1\nA\t1\t2\nA\t1\tA\t2\n', 3],
  ])('refuses %s, naming the line', (_, text, line) => {
    expect(() => parsePairs(text)).toThrow(
      expect.objectContaining({ code: 'PAIRS_INVALID', context: { line } }),
    );
  });

  it('names pictures as the archive does', () => {
    expect(lfwImagePath({ name: 'Ada_A', index: 7 })).toBe('Ada_A/Ada_A_0007.jpg');
  });
});

describeWithData('the pair files of view 1', (folder) => {
  it.each([
    ['pairsDevTrain.txt', 1100],
    ['pairsDevTest.txt', 500],
  ])('reads %s', (file, perKind) => {
    const pairs = parsePairs(readFileSync(join(folder, 'lfw-view1', file), 'utf8'));
    expect(pairs.length).toBe(2 * perKind);
    expect(pairs.filter(({ mated }) => mated).length).toBe(perKind);
  });
});
