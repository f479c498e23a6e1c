import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { noSuchPerson } from '../people/no-such-person.ts';
import { RosterError } from '../roster-error.ts';
import { personKeyBinding } from './associated-data.ts';
import { ADD_PERSON_KEY, CURRENT_MASTER_KEY, PERSON_KEY } from './keyring-queries.ts';
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
   * The key of a person, made when they have none yet.
   * @throws {RosterError} NOT_FOUND (person), DATA_KEY_UNREADABLE, MASTER_KEY_MISSING
   */
  async keyOf(personId: string): Promise<Buffer> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const stored = await this.#stored(personId);
      if (stored) return (await this.unwrap(stored)) ?? unreadable(personId);
      await this.#make(personId);
    }
    throw new RosterError('DATABASE_CONFLICT', 'The master key was replaced again and again; try again.', {
      context: { personId },
    });
  }

  #stored(personId: string): Promise<WrappedPersonKey | undefined> {
    return this.#deps.database.row<WrappedPersonKey>('reading a key', PERSON_KEY, [personId]);
  }

  async #make(personId: string): Promise<void> {
    const { database, provider } = this.#deps;
    const masterKeyId = await currentMasterKeyId(database);
    const binding = personKeyBinding(personId, masterKeyId);
    const wrapped = await provider.wrap(masterKeyId, randomBytes(KEY_BYTES), binding);
    await database.row('adding a key', ADD_PERSON_KEY, [personId, wrapped, masterKeyId]).catch((error) => {
      throw error instanceof RosterError && error.code === 'NOT_FOUND' ? noSuchPerson(personId) : error;
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
