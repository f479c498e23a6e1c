import type { Logger } from '@portero/runtime';
import type { Database } from '../database/database.ts';
import { DROP_SNAPSHOT_KEYS } from '../snapshots/snapshot-queries.ts';
import { checkInteger } from '../validate.ts';
import { installationKeyBinding, personKeyBinding } from './associated-data.ts';
import {
  INSTALLATION_KEYS_TO_REWRAP,
  LIST_MASTER_KEYS,
  PERSON_KEYS_TO_REWRAP,
  RETIRE_MASTER_KEYS,
  REWRAP_INSTALLATION_KEY,
  REWRAP_PERSON_KEYS,
} from './key-queries.ts';
import type { KeyRotation, MasterKeyStatus, RotateOptions } from './key-status.ts';
import { currentMasterKeyId, type WrappedPersonKey } from './keyring.ts';
import type { MasterKeyProvider } from './master-key-provider.ts';
import { newProbe } from './open-keyring.ts';

export interface RotateDeps {
  database: Database;
  provider: MasterKeyProvider;
  logger: Logger;
}

const NIL_UUID = '00000000-0000-0000-0000-000000000000';

type Counted = Pick<MasterKeyStatus, 'keyId' | 'current' | 'personKeys' | 'installationKeys'>;

/**
 * States of a master key: unused (only the provider knows it) → current → replaced, while something is wrapped by it →
 * retired. A rotation makes a key current, and then wraps anew what others have wrapped, batch by batch.
 *
 * Invariants: a key is durable where it is kept before the database names it; there is one current key at any moment;
 * nothing is wrapped by a retired one. So it may be cut off anywhere, and whoever comes next sees by what is wrapped by
 * a key that is not current that it has to be finished.
 */
export async function rotateMasterKey(
  { prepareOnly = false, batchSize = 200, signal, onProgress }: RotateOptions,
  deps: RotateDeps,
): Promise<KeyRotation> {
  checkInteger('batchSize', batchSize, 1, 10_000);
  const { database, provider } = deps;
  const known = await database.rows<Counted>('reading the master keys', LIST_MASTER_KEYS);
  if (prepareOnly) {
    const keyId = await unusedKey(known, provider);
    return { keyId, resumed: false, rewrapped: 0, unreadable: [], retired: [] };
  }
  const rewrap = { batchSize, signal, onProgress };
  if (
    known.some(({ current, personKeys, installationKeys }) => !current && personKeys + installationKeys > 0)
  ) {
    const finished = await rewrapAll({ ...rewrap, resumed: true }, deps);
    // If all that is left is damaged, there was nothing to finish.
    if (finished.rewrapped > 0 || finished.unreadable.length === 0) return finished;
  }
  await makeCurrent(await unusedKey(known, provider), deps);
  return rewrapAll({ ...rewrap, resumed: false }, deps);
}

type RewrapOptions = Pick<RotateOptions, 'signal' | 'onProgress'> & { batchSize: number; resumed: boolean };

async function rewrapAll(
  { resumed, batchSize, signal, onProgress }: RewrapOptions,
  deps: RotateDeps,
): Promise<KeyRotation> {
  const { database, logger } = deps;
  const keyId = await currentMasterKeyId(database);
  const known = await database.rows<Counted>('reading the master keys', LIST_MASTER_KEYS);
  const total = known.reduce((sum, { current, personKeys }) => sum + (current ? 0 : personKeys), 0);
  await rewrapInstallationKeys(keyId, deps);
  await database.rows('dropping keys of snapshots', DROP_SNAPSHOT_KEYS, [keyId]);
  const progress = (done: number) => onProgress?.(done, Math.max(done, total));
  const { rewrapped, unreadable } = await rewrapPersonKeys({ keyId, batchSize, signal, progress }, deps);
  const retired = await database.rows<{ id: string }>('retiring a master key', RETIRE_MASTER_KEYS);
  logger.info(
    { masterKeyId: keyId, resumed, rewrapped, unreadable: unreadable.length },
    'master key rotated',
  );
  return { keyId, resumed, rewrapped, unreadable, retired: retired.map(({ id }) => id) };
}

/** One that was prepared, or that a rotation left behind which was cut off before it was taken; else a new one. */
async function unusedKey(known: readonly Counted[], provider: MasterKeyProvider): Promise<string> {
  const [newest] = await provider.keyIds();
  if (newest !== undefined && !known.some(({ keyId }) => keyId === newest)) return newest;
  return provider.createNext();
}

async function makeCurrent(keyId: string, { database, provider, logger }: RotateDeps): Promise<void> {
  const probe = new Uint8Array(await newProbe(provider, keyId));
  await database.prisma('replacing the master key', (prisma) =>
    prisma.$transaction([
      prisma.masterKey.updateMany({ where: { isCurrent: true }, data: { isCurrent: false } }),
      prisma.masterKey.create({ data: { id: keyId, probe, isCurrent: true } }),
    ]),
  );
  logger.info({ masterKeyId: keyId }, 'master key in force: keep a copy apart from backups');
}

async function rewrapInstallationKeys(keyId: string, { database, provider }: RotateDeps): Promise<void> {
  const doing = 'wrapping keys anew';
  const rows = await database.rows<{ purpose: string; wrappedKey: Buffer; masterKeyId: string }>(
    doing,
    INSTALLATION_KEYS_TO_REWRAP,
    [keyId],
  );
  for (const { purpose, wrappedKey, masterKeyId } of rows) {
    const binding = installationKeyBinding(purpose, masterKeyId);
    const key = await provider.unwrap(masterKeyId, wrappedKey, binding);
    if (!key) continue;
    const anew = await provider.wrap(keyId, key, installationKeyBinding(purpose, keyId));
    await database.rows(doing, REWRAP_INSTALLATION_KEY, [keyId, purpose, anew]);
  }
}

interface RewrapPersonKeys {
  keyId: string;
  batchSize: number;
  signal: AbortSignal | undefined;
  progress: (done: number) => void;
}

async function rewrapPersonKeys(
  { keyId, batchSize, signal, progress }: RewrapPersonKeys,
  { database, provider, logger }: RotateDeps,
): Promise<Pick<KeyRotation, 'rewrapped' | 'unreadable'>> {
  const doing = 'wrapping keys anew';
  const unreadable: string[] = [];
  let rewrapped = 0;
  for (let after = NIL_UUID; ; ) {
    signal?.throwIfAborted();
    const batch = await database.rows<WrappedPersonKey>(doing, PERSON_KEYS_TO_REWRAP, [
      keyId,
      after,
      batchSize,
    ]);
    const last = batch.at(-1);
    if (!last) return { rewrapped, unreadable };
    const personIds: string[] = [];
    const anew: Buffer[] = [];
    for (const { personId, wrappedKey, masterKeyId } of batch) {
      const key = await provider.unwrap(masterKeyId, wrappedKey, personKeyBinding(personId, masterKeyId));
      if (!key) {
        logger.error({ personId, masterKeyId }, 'the key of a person is damaged and stays as it is');
        unreadable.push(personId);
        continue;
      }
      personIds.push(personId);
      anew.push(await provider.wrap(keyId, key, personKeyBinding(personId, keyId)));
    }
    await database.rows(doing, REWRAP_PERSON_KEYS, [keyId, personIds, anew]);
    rewrapped += personIds.length;
    progress(rewrapped);
    after = last.personId;
  }
}
