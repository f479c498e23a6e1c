import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { cannotRead } from '../cli-error.ts';

/** The lines of a file, one at a time. @throws {CliError} NOT_FOUND */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, 'utf8');
  await Promise.race([
    once(stream, 'open'),
    once(stream, 'error').then(([cause]) => {
      throw cannotRead(`the export ${file}`, cause);
    }),
  ]);
  yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
}
