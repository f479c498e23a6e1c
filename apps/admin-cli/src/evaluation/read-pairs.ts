import { readFile } from 'node:fs/promises';
import { type LfwPair, parsePairs } from '@portero/biometrics';
import { cannotRead } from '../cli-error.ts';

/** @throws {CliError} NOT_FOUND; {BiometricsError} PAIRS_INVALID */
export async function readPairs(file: string): Promise<LfwPair[]> {
  return parsePairs(await read(file));
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw cannotRead(`the pairs ${file}`, cause, {
      fix: 'Give a pair file of LFW, such as pairsDevTest.txt.',
    });
  }
}
