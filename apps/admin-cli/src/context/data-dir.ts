import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';

/**
 * Makes the folder where faces and keys will lie. Nobody else is let in, whatever the umask says; one that is there
 * keeps its mode, and the doctor speaks about it.
 *
 * @throws {CliError} UNAVAILABLE when it cannot be made or written to
 */
export async function ensureDataDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await access(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new CliError(
      'UNAVAILABLE',
      {
        what: `the data directory ${dir} cannot be used`,
        cause: (cause as NodeJS.ErrnoException).code ?? 'unknown',
        fix: 'Choose a folder that you may write to, with --data or PORTERO_DATA_DIR.',
      },
      { cause, context: { dir } },
    );
  }
}
