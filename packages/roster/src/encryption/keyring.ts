import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { noSuchPerson } from '../people/no-such-person.ts';
import { RosterError } from '../roster-error.ts';
import { personKeyBinding } from './associated-data.ts';
import { ADD_PERSON_KEYS, CURRENT_MASTER_KEY, PERSON_KEYS } from './keyring-queries.ts';
import type { MasterKeyProvider } from './master-key-provider.ts';
import { KEY_BYTES } from './sealed-bytes.ts';

export interface WrappedPersonKey {
  readonly personId: string;
  readonly wrappedKey: Buffer;
  readonly masterKeyId: string;
}

export interface KeyringDeps {
  database: Pick<Database, 'row' | 'rows'>;
  provider: MasterKeyProvider;
}

/** More often than a rotation can overtake us, one after the other. */
const ATTEMPTS = 5;

/**
 * The keys of people. None is kept in memory: a key is unwrapped where a row is opened, which costs about as much as
 * opening a template, so that a key which was destroyed is gone everywhere at once.
 */
export class Keyring {
  readonly #deps: KeyringDeps;

  constructor(deps: KeyringDeps) {
    this.#deps = deps;
  }

  /**
   * @returns undefined when the row is damaged, or was another person's
   * @throws {RosterError} MASTER_KEY_MISSING
   */
  unwrap({ personId, wrappedKey, masterKeyId }: WrappedPersonKey): Promise<Buffer | undefined> {
    return this.#deps.provider.unwrap(masterKeyId, wrappedKey, personKeyBinding(personId, masterKeyId));
  }

  /**
   * The keys of people, each made when there is none yet.
   * @throws {RosterError} NOT_FOUND (a person), DATA_KEY_UNREADABLE, MASTER_KEY_MISSING
   */
  async keysOf(personIds: readonly string[]): Promise<Map<string, Buffer>> {
    const wanted = new Set(personIds.map((personId) => personId.toLowerCase()));
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const stored = await this.#stored([...wanted]);
      const found = new Set(stored.map(({ personId }) => personId));
      const missing = [...wanted].filter((personId) => !found.has(personId));
      if (missing.length === 0) return this.#unwrapAll(stored);
      await this.#make(missing);
    }
    throw new RosterError('DATABASE_CONFLICT', 'The master key was replaced again and again; try again.', {
      context: { people: wanted.size },
    });
  }

  #stored(personIds: readonly string[]): Promise<WrappedPersonKey[]> {
    return this.#deps.database.rows<WrappedPersonKey>('reading keys', PERSON_KEYS, [personIds]);
  }

  async #unwrapAll(stored: readonly WrappedPersonKey[]): Promise<Map<string, Buffer>> {
    const keys = new Map<string, Buffer>();
    for (const wrapped of stored) {
      const { personId } = wrapped;
      keys.set(personId, (await this.unwrap(wrapped)) ?? unreadable(personId));
    }
    return keys;
  }

  async #make(personIds: readonly string[]): Promise<void> {
    const { database, provider } = this.#deps;
    const masterKeyId = await currentMasterKeyId(database);
    const wrapped: Buffer[] = [];
    for (const personId of personIds) {
      const binding = personKeyBinding(personId, masterKeyId);
      wrapped.push(await provider.wrap(masterKeyId, randomBytes(KEY_BYTES), binding));
    }
    const values = [personIds, wrapped, masterKeyId];
    await database.rows('adding keys', ADD_PERSON_KEYS, values).catch((error) => {
      const gone = error instanceof RosterError && error.code === 'NOT_FOUND';
      throw gone ? noSuchPerson(personIds.join(', ')) : error;
    });
  }
}

export async function currentMasterKeyId(database: Pick<Database, 'row'>): Promise<string> {
  const row = await database.row<{ id: string }>('finding the master key', CURRENT_MASTER_KEY);
  if (row) return row.id;
  throw new RosterError(
    'MASTER_KEY_MISSING',
    'The database names no current master key: the table master_keys was changed by hand. Restore it from a backup.',
  );
}

function unreadable(personId: string): never {
  throw new RosterError(
    'DATA_KEY_UNREADABLE',
    `The key of the person ${personId} is damaged, and with it all templates of theirs. Restore the row of person_keys from a backup, or remove the person and enrol them again.`,
    { context: { personId } },
  );
}
