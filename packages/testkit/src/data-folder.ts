import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

/** From `packages/testkit/{src,dist}` up to the root of the repository. */
const REPOSITORY_ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The folder of test data (faces, pairs, reference values), which is never part of the repository.
 *
 * @returns the folder named by `PORTERO_DATA`, else `../shared/data` beside the checkout; undefined if it does not exist
 */
export function dataFolder(): string | undefined {
  const folder = resolve(process.env.PORTERO_DATA || resolve(REPOSITORY_ROOT, '../shared/data'));
  return existsSync(folder) ? folder : undefined;
}

/**
 * A `describe` that needs the data folder. Without it the tests are skipped, loudly; where `CI` is true that is a failure,
 * because a run that silently skipped its evidence looks like one that passed.
 */
export function describeWithData(name: string, tests: (folder: string) => void): void {
  const folder = dataFolder();
  if (folder !== undefined) {
    describe(name, () => tests(folder));
    return;
  }
  skipLoudly(name, 'the data folder (set PORTERO_DATA)');
}

/** Skips a suite and says what is missing. @throws {Error} when `CI` is true */
export function skipLoudly(name: string, missing: string): void {
  if (process.env.CI === 'true') throw new Error(`"${name}" needs ${missing}, which is absent.`);
  console.warn(`SKIPPED: "${name}" needs ${missing}, which is absent.`);
  describe.skip(`${name} (needs ${missing})`, () => {});
}

/**
 * The path of one of the six photographs of groups that `@vladmandic/face-api` ships.
 *
 * @param number 1 to 6
 * @throws {Error} if the package is not installed
 */
export function sampleImage(number: 1 | 2 | 3 | 4 | 5 | 6): string {
  const manifest = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json');
  return resolve(manifest, '..', 'demo', `sample${number}.jpg`);
}
