import { RosterError } from '../roster-error.ts';
import type { MasterKey } from './master-key.ts';
import type { MasterKeyProvider } from './master-key-provider.ts';
import type { MasterKeySource } from './master-key-source.ts';
import { seal, unseal } from './sealed-bytes.ts';

/**
 * Wraps with AES-256-GCM in this process, by keys of one or several places: the first makes new ones, all are looked
 * into for old ones. GCM rather than AES-KW (RFC 3394), because the latter has no associated data: a wrapped key would
 * open in another person's row.
 *
 * A key that is not known is looked for again, as another process may have made it since.
 */
export function localProvider(sources: readonly [MasterKeySource, ...MasterKeySource[]]): MasterKeyProvider {
  let known: ReadonlyMap<string, MasterKey> = new Map();
  const place = sources.map((source) => source.place).join('; ');

  const readAll = async (): Promise<string[]> => {
    const found = new Map<string, MasterKey>();
    for (const source of sources) {
      for (const key of await source.read()) if (!found.has(key.id)) found.set(key.id, key);
    }
    known = found;
    return [...found.keys()];
  };

  const find = async (keyId: string): Promise<MasterKey> => {
    if (!known.has(keyId)) await readAll();
    const key = known.get(keyId);
    if (key) return key;
    throw masterKeyMissing(keyId, place, [...known.keys()]);
  };

  const taken = async (made: Promise<MasterKey>): Promise<string> => {
    const { id } = await made;
    await readAll();
    return id;
  };

  return {
    place,
    keyIds: readAll,
    wrap: async (keyId, dataKey, associatedData) => seal((await find(keyId)).bytes, dataKey, associatedData),
    unwrap: async (keyId, wrapped, associatedData) =>
      unseal((await find(keyId)).bytes, wrapped, associatedData),

    createFirst: () => taken(sources[0].createFirst()),
    createNext: () => taken(sources[0].createNext()),

    async discard(keyId) {
      const found: boolean[] = [];
      for (const source of sources) found.push(await source.discard(keyId));
      const left = await readAll();
      if (!found.includes(true)) throw masterKeyMissing(keyId, place, left);
    },
  };
}

export function masterKeyMissing(keyId: string, place: string, found: readonly string[]): RosterError {
  const instead = found.length > 0 ? `found there: ${found.join(', ')}` : 'there is none there';
  return new RosterError(
    'MASTER_KEY_MISSING',
    `The master key ${keyId} is needed to read this database, and was looked for in ${place} (${instead}). Restore it from your copy, or from another machine of this installation. Without it the templates cannot be read and people must be enrolled again.`,
    { context: { keyId, place, found } },
  );
}
