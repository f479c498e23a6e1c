import { createRequire } from 'node:module';
import { errorMessage } from '@portero/runtime';

/** A package that nothing here depends on. */
export function optionalModule<T>(name: string): { module: T } | { why: string } {
  try {
    return { module: createRequire(import.meta.url)(name) as T };
  } catch (error) {
    const [reason] = errorMessage(error).split('\n');
    return { why: `not installed (npm install --no-save ${name}): ${reason}` };
  }
}
