import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/**
 * The folder of an installed npm package, found as Node would find it from here.
 * @returns undefined when the package is not installed
 */
export function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
