import type { Logger } from '@portero/runtime';
import { connect, disconnect } from '../database/connect.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { RosterError } from '../roster-error.ts';
import { LIST_MASTER_KEYS } from './key-queries.ts';
import type { KeyAdministration, MasterKeyStatus } from './key-status.ts';
import type { MasterKeyProvider } from './master-key-provider.ts';
import { rotateMasterKey } from './rotate-master-key.ts';

/** Advisory locks of Portero have the class 'port' in ASCII; 5 is the administration of keys. */
const TRY_LOCK = 'SELECT pg_try_advisory_lock(1886351988, 5) AS taken';

export interface KeyAdministrationDeps {
  database: Database;
  databaseUrl: string;
  provider: MasterKeyProvider;
  logger: Logger;
}

type KeyRow = Omit<MasterKeyStatus, 'available' | 'retiredAt'> & { retiredAt: Date | null };

export function createKeyAdministration(deps: KeyAdministrationDeps): KeyAdministration {
  const { database, databaseUrl, provider } = deps;
  const listKeys = () => database.rows<KeyRow>('reading the master keys', LIST_MASTER_KEYS);

  /** One administrator at a time. The lock belongs to a session of its own, and ends with it, however it ends. */
  const alone = async <T>(task: () => Promise<T>): Promise<T> => {
    const client = await connect({ databaseUrl, applicationName: 'portero keys', timeoutMs: 0 });
    try {
      const { rows } = await client.query<{ taken: boolean }>(TRY_LOCK);
      if (rows[0]?.taken) return await task();
      throw new RosterError(
        'KEYS_BUSY',
        'Another process is rotating or discarding master keys. Wait until it has ended.',
      );
    } finally {
      await disconnect(client);
    }
  };

  return {
    async status() {
      const found = await provider.keyIds();
      const rows = await listKeys();
      return {
        place: provider.place,
        keys: rows.map((row) => withoutNulls({ ...row, available: found.includes(row.keyId) })),
        unused: found.filter((id) => !rows.some(({ keyId }) => keyId === id)),
      };
    },

    rotate: (options = {}) => alone(() => rotateMasterKey(options, deps)),

    discard: (keyId) =>
      alone(async () => {
        const row = (await listKeys()).find((each) => each.keyId === keyId);
        if (row && !row.retiredAt) {
          throw new RosterError(
            'MASTER_KEY_IN_USE',
            `The master key ${keyId} still opens ${row.personKeys + row.installationKeys} keys. Rotate first; what is wrapped by it then is damaged.`,
            { context: { keyId, personKeys: row.personKeys, installationKeys: row.installationKeys } },
          );
        }
        await provider.discard(keyId);
      }),
  };
}
