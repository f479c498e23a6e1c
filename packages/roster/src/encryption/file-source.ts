import { dirname, join } from 'node:path';
import { ensurePrivateDirectory } from '@portero/runtime';
import { RosterError } from '../roster-error.ts';
import { sealedMasterKeyContext } from './associated-data.ts';
import type { KeyCommand } from './key-command.ts';
import { createKeyFile, type KeyFileEntry, readKeyFile, replaceKeyFile } from './key-file.ts';
import { type MasterKey, newMasterKey, parseMasterKey } from './master-key.ts';
import type { MasterKeySource } from './master-key-source.ts';

export interface FileSourceOptions {
  dataDir: string;
  /** Seals the keys, so that the file alone opens nothing. @defaultValue they stand in it in clear */
  command?: KeyCommand | undefined;
}

/**
 * `<dataDir>/keys/master.key`, mode 0600, made when a key is first needed. Whoever adds or discards a key afterwards
 * holds the lock of key administration.
 */
export function fileSource({ dataDir, command }: FileSourceOptions): MasterKeySource {
  const path = join(dataDir, 'keys', 'master.key');
  /** Opened once: the program may be slow, or ask a service far away. */
  const opened = new Map<string, MasterKey>();

  const open = async (entry: KeyFileEntry): Promise<MasterKey> => {
    const known = opened.get(entry.id);
    if (known && entry.sealed !== undefined) return known;
    const key = parseMasterKey(
      entry.key ?? (await unsealed(entry.id, entry.sealed)),
      `The key ${entry.id} in ${path}`,
    );
    if (key.id !== entry.id) {
      throw new RosterError(
        'MASTER_KEY_INVALID',
        `The key ${entry.id} in ${path} is damaged: it is the key ${key.id}. Restore the file from your copy.`,
        { context: { keyId: entry.id, path } },
      );
    }
    opened.set(key.id, key);
    return key;
  };

  const unsealed = async (id: string, sealed: string): Promise<string> => {
    if (command) return command.unseal(sealed, sealedMasterKeyContext(id));
    throw new RosterError(
      'MASTER_KEY_INVALID',
      `The key ${id} in ${path} is sealed by a program. Set PORTERO_MASTER_KEY_COMMAND to that program.`,
      { context: { keyId: id, path } },
    );
  };

  const entryOf = async ({ id, bytes }: MasterKey): Promise<KeyFileEntry> => {
    const key = bytes.toString('base64');
    const createdAt = new Date().toISOString();
    if (!command) return { id, createdAt, key };
    return { id, createdAt, sealed: await command.seal(key, sealedMasterKeyContext(id)) };
  };

  return {
    place: command ? `${path}, opened by ${command.program}` : path,

    async read() {
      const keys: MasterKey[] = [];
      for (const entry of await readKeyFile(path)) keys.push(await open(entry));
      return keys;
    },

    async createFirst() {
      await ensurePrivateDirectory(dirname(path));
      return open(await createKeyFile(path, await entryOf(newMasterKey())));
    },

    async createNext() {
      await ensurePrivateDirectory(dirname(path));
      const entry = await entryOf(newMasterKey());
      await replaceKeyFile(path, [entry, ...(await readKeyFile(path))]);
      return open(entry);
    },

    async discard(keyId) {
      const entries = await readKeyFile(path);
      const rest = entries.filter(({ id }) => id !== keyId);
      if (rest.length === entries.length) return false;
      await replaceKeyFile(path, rest);
      opened.delete(keyId);
      return true;
    },
  };
}
