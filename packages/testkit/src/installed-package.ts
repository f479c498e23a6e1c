import { createRequire } from 'node:module';
import { describe } from 'vitest';
import { skipLoudly } from './data-folder.ts';

/**
 * A `describe` that needs an optional package. Without it the tests are skipped, loudly; where `CI` is true that is a
 * failure.
 *
 * @param from `import.meta.url` of a file from which the package would be imported
 * @param install how to get it
 */
export function describeWithPackage(
  name: string,
  { packageName, from, install }: { packageName: string; from: string; install: string },
  tests: () => void,
): void {
  try {
    createRequire(from).resolve(packageName);
  } catch {
    skipLoudly(name, `the package ${packageName} (${install})`);
    return;
  }
  describe(name, tests);
}
