import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from './app-error.ts';

/** A file or folder of secrets that others than its owner can get at. */
export class PrivateFileError extends AppError<'KEY_FILE_PERMISSIONS'> {}

/** Permission bits of group and others; none of them may be set on a secret. */
const GROUP_AND_OTHERS = 0o077;
const WRITABLE_BY_GROUP_AND_OTHERS = 0o022;

/**
 * Makes a directory that only its owner can enter. One that exists must not be writable by others, since
 * whoever can write to it can replace the keys in it.
 *
 * @throws {PrivateFileError} `KEY_FILE_PERMISSIONS`
 */
export async function ensurePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await refuseMode(path, WRITABLE_BY_GROUP_AND_OTHERS, `chmod 700 ${path}`);
}

/**
 * Creates a file of mode 0600 with its whole content, or leaves the one that is there.
 * Atomic: of two processes that create it at once one wins, and both then read the same content.
 *
 * @returns whether this call created it
 */
export async function createPrivateFile(path: string, content: string): Promise<boolean> {
  const temporary = await writeTemporary(path, content);
  try {
    await link(temporary, path);
    await syncFolder(path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes a file of mode 0600; a reader sees the old content or the new one, never half of it. */
export async function replacePrivateFile(path: string, content: string): Promise<void> {
  const temporary = await writeTemporary(path, content);
  try {
    await rename(temporary, path);
    await syncFolder(path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * @returns the content, or undefined when there is no such file
 * @throws {PrivateFileError} `KEY_FILE_PERMISSIONS` when anyone but the owner may read or write it
 */
export async function readPrivateFile(path: string): Promise<string | undefined> {
  try {
    await refuseMode(
      path,
      GROUP_AND_OTHERS,
      `chmod 600 ${path}, and replace the key if others use this machine`,
    );
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function writeTemporary(path: string, content: string): Promise<string> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  // The umask can only take bits away from the mode above; a default ACL on the directory can add some.
  await chmod(temporary, 0o600);
  return temporary;
}

/** The name of a file is durable once its folder is; a key that is lost with the power is lost with all it locks. */
async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function refuseMode(path: string, forbidden: number, fix: string): Promise<void> {
  // Windows has no such bits; there the profile's own access list protects the directory.
  if (process.platform === 'win32') return;
  const mode = (await stat(path)).mode & 0o777;
  if ((mode & forbidden) === 0) return;
  throw new PrivateFileError(
    'KEY_FILE_PERMISSIONS',
    `${path} has mode ${mode.toString(8)}: others than its owner can get at the keys under ${dirname(path)}. Fix: ${fix}.`,
    { context: { path, mode: mode.toString(8) } },
  );
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
