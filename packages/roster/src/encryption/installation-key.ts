import { randomBytes } from 'node:crypto';
import { RosterError } from '../roster-error.ts';
import { installationKeyBinding } from './associated-data.ts';
import { currentMasterKeyId, type KeyringDeps } from './keyring.ts';
import { ADD_INSTALLATION_KEY, ANY_CARD_MAC, INSTALLATION_KEY } from './keyring-queries.ts';
import { KEY_BYTES } from './sealed-bytes.ts';

export const CARDS = 'cards';

const ATTEMPTS = 5;

/**
 * The key from which that of the cards is derived, made when there is none yet. It is wrapped by the master key rather
 * than derived from it: cards can be told only by the very key that they were entered with, so a rotation of the master
 * key must leave it as it is.
 *
 * @throws {RosterError} DATA_KEY_UNREADABLE when it is damaged, or missing although there are cards
 */
export async function cardsKey({ database, provider }: KeyringDeps): Promise<Buffer> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await database.row<{ wrappedKey: Buffer; masterKeyId: string }>(
      'reading a key',
      INSTALLATION_KEY,
      [CARDS],
    );
    if (stored) {
      const { masterKeyId, wrappedKey } = stored;
      const key = await provider.unwrap(masterKeyId, wrappedKey, installationKeyBinding(CARDS, masterKeyId));
      return key ?? unreadable('is damaged');
    }
    const cards = await database.row<{ any: boolean }>('looking for cards', ANY_CARD_MAC);
    if (cards?.any) unreadable('is missing');
    const masterKeyId = await currentMasterKeyId(database);
    const binding = installationKeyBinding(CARDS, masterKeyId);
    const wrapped = await provider.wrap(masterKeyId, randomBytes(KEY_BYTES), binding);
    await database.row('adding a key', ADD_INSTALLATION_KEY, [CARDS, wrapped, masterKeyId]);
  }
  throw new RosterError('DATABASE_CONFLICT', 'The master key was replaced again and again; try again.');
}

function unreadable(how: string): never {
  throw new RosterError(
    'DATA_KEY_UNREADABLE',
    `The key of the cards (the row "${CARDS}" of installation_keys) ${how}, so no card can be told. Restore the row from a backup; or delete all rows of cards and that row, and assign the cards again.`,
    { context: { purpose: CARDS } },
  );
}
