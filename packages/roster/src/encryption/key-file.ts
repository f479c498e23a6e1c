import { rm } from 'node:fs/promises';
import { createPrivateFile, readPrivateFile, replacePrivateFile } from '@portero/runtime';
import { RosterError } from '../roster-error.ts';

/** A master key as the file has it: in clear, or sealed by the operator's own program. */
export type KeyFileEntry = { readonly id: string; readonly createdAt: string } & (
  | { readonly key: string; readonly sealed?: undefined }
  | { readonly sealed: string; readonly key?: undefined }
);

const VERSION = 1;

/**
 * The newest first; none when there is no file.
 * @throws {RosterError} MASTER_KEY_INVALID
 * @throws {PrivateFileError} KEY_FILE_PERMISSIONS
 */
export async function readKeyFile(path: string): Promise<KeyFileEntry[]> {
  const content = await readPrivateFile(path);
  if (content === undefined) return [];
  const entries = parse(content);
  if (!entries) {
    throw new RosterError(
      'MASTER_KEY_INVALID',
      `The master key file ${path} is damaged. Restore it from your copy. Do not delete it: what it has locked opens with nothing else.`,
      { context: { path } },
    );
  }
  return entries;
}

/** Of several processes that make the first key at once, one does, and the others take the same. */
export async function createKeyFile(path: string, entry: KeyFileEntry): Promise<KeyFileEntry> {
  await createPrivateFile(path, contentOf([entry]));
  const [first] = await readKeyFile(path);
  return first ?? entry;
}

export async function replaceKeyFile(path: string, entries: readonly KeyFileEntry[]): Promise<void> {
  if (entries.length > 0) await replacePrivateFile(path, contentOf(entries));
  else await rm(path, { force: true });
}

function contentOf(keys: readonly KeyFileEntry[]): string {
  return `${JSON.stringify({ version: VERSION, keys }, null, 2)}\n`;
}

function parse(content: string): KeyFileEntry[] | undefined {
  try {
    const file: unknown = JSON.parse(content);
    if (!isObject(file) || file.version !== VERSION || !Array.isArray(file.keys)) return undefined;
    return file.keys.length > 0 && file.keys.every(isEntry) ? file.keys : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is KeyFileEntry {
  if (!isObject(value) || typeof value.id !== 'string' || typeof value.createdAt !== 'string') return false;
  return (typeof value.key === 'string') !== (typeof value.sealed === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
