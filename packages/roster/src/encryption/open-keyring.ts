import { randomBytes } from 'node:crypto';
import type { Logger } from '@portero/runtime';
import { RosterError } from '../roster-error.ts';
import { probeBinding } from './associated-data.ts';
import { Keyring, type KeyringDeps } from './keyring.ts';
import { ADD_FIRST_MASTER_KEY, MASTER_KEYS_IN_USE } from './keyring-queries.ts';
import { masterKeyMissing } from './local-provider.ts';
import type { MasterKeyProvider } from './master-key-provider.ts';
import { KEY_BYTES } from './sealed-bytes.ts';

interface MasterKeyRow {
  id: string;
  probe: Buffer;
}

/**
 * Makes sure that every master key by which something is wrapped is at hand and is the right one; in a database that has
 * none yet, makes the first. Never makes one beside another: a key that is missing is an error.
 *
 * @throws {RosterError} MASTER_KEY_MISSING, MASTER_KEY_INVALID, MASTER_KEY_COMMAND_FAILED
 * @throws {PrivateFileError} KEY_FILE_PERMISSIONS
 */
export async function openKeyring(deps: KeyringDeps & { logger: Logger }): Promise<Keyring> {
  const { database, provider, logger } = deps;
  const inUse = () => database.rows<MasterKeyRow>('reading the master keys', MASTER_KEYS_IN_USE);
  let rows = await inUse();
  if (rows.length === 0) {
    const id = (await provider.keyIds())[0] ?? (await provider.createFirst());
    await database.row('adding a master key', ADD_FIRST_MASTER_KEY, [id, await newProbe(provider, id)]);
    rows = await inUse();
    logger.info(
      { masterKeyId: id, place: provider.place },
      'master key in force: keep a copy apart from backups',
    );
  }
  await check(provider, rows);
  return new Keyring(deps);
}

/** Something random, wrapped: to see later whether a key is the one that it says it is. */
export function newProbe(provider: MasterKeyProvider, keyId: string): Promise<Buffer> {
  return provider.wrap(keyId, randomBytes(KEY_BYTES), probeBinding(keyId));
}

async function check(provider: MasterKeyProvider, rows: readonly MasterKeyRow[]): Promise<void> {
  const found = await provider.keyIds();
  for (const { id, probe } of rows) {
    if (!found.includes(id)) throw masterKeyMissing(id, provider.place, found);
    if (await provider.unwrap(id, probe, probeBinding(id))) continue;
    throw new RosterError(
      'MASTER_KEY_INVALID',
      `The master key ${id} of ${provider.place} does not open what it has wrapped: the key, or its row in master_keys, is damaged. Restore both from backups that belong together.`,
      { context: { keyId: id, place: provider.place } },
    );
  }
}
