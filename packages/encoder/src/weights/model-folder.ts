import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts a folder of files in its place at once: whoever looks sees the old folder, for an instant none, or all of the
 * new one, and after a crash never half of it.
 *
 * @param files name → content
 */
export async function replaceFolder(
  parent: string,
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const fresh = join(parent, `.${name}-${randomUUID()}`);
  const retired = `${fresh}-old`;
  await mkdir(fresh, { recursive: true });
  try {
    for (const [file, content] of Object.entries(files)) {
      await writeFile(join(fresh, file), content, { flush: true });
    }
    await rename(join(parent, name), retired).catch(ignoreAbsence);
    await rename(fresh, join(parent, name));
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(retired, { recursive: true, force: true });
  }
}

function ignoreAbsence(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
