import { readFile } from 'node:fs/promises';
import { type LfwPair, parsePairs } from '@portero/biometrics';
import { CliError } from '../cli-error.ts';

/** @throws {CliError} NOT_FOUND; {BiometricsError} PAIRS_INVALID */
export async function readPairs(file: string): Promise<LfwPair[]> {
  return parsePairs(await read(file));
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError(
      'NOT_FOUND',
      {
        what: `cannot read the pairs ${file}`,
        cause: (cause as NodeJS.ErrnoException).code ?? 'unreadable',
        fix: 'Give a pair file of LFW, such as pairsDevTest.txt.',
      },
      { cause },
    );
  }
}
