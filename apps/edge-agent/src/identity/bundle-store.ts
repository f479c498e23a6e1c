import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorMessage } from '@portero/runtime';
import { EdgeError } from '../edge-error.ts';

/** What stands in a bundle file, unchecked. @returns undefined when there is none, or it is none */
export async function readRawBundle(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a bundle that its owner alone can read. A power cut leaves the old one or the new one.
 *
 * @throws {EdgeError} BUNDLE_UNWRITABLE
 */
export async function writeBundle(path: string, bundle: object): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(bundle, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new EdgeError(
      'BUNDLE_UNWRITABLE',
      `The edge bundle ${path} cannot be written: ${errorMessage(cause)}. Put it where the agent may write, such as /var/lib/portero.`,
      { cause, context: { path } },
    );
  }
}
