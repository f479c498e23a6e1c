import type { Logger } from '@portero/runtime';
import type { Database, Statement } from '../database/database.ts';
import { templateBinding } from './associated-data.ts';
import { createCardMac } from './card-mac.ts';
import { cardsKey } from './installation-key.ts';
import type { Keyring, KeyringDeps } from './keyring.ts';
import { seal } from './sealed-bytes.ts';

export interface SealExistingOptions {
  /** Rows sealed and committed at once. @defaultValue 500 */
  batchSize?: number | undefined;
}

interface PlainTemplate {
  id: string;
  personId: string;
  modelId: string;
  dimension: number;
  embedding: Buffer;
}

const FORGET_REVOKED: Statement = {
  name: 'forget-revoked-embeddings',
  text: 'UPDATE templates SET embedding = NULL WHERE embedding IS NOT NULL AND revoked_at IS NOT NULL',
};

const PLAIN_TEMPLATES: Statement = {
  name: 'plain-templates',
  text: `SELECT id, person_id AS "personId", model_id AS "modelId", dimension, embedding
    FROM templates WHERE embedding IS NOT NULL AND revoked_at IS NULL ORDER BY id LIMIT $1`,
};

/** The plain one goes in the statement that brings the sealed one; a row revoked meanwhile is left to the next turn. */
const SEAL_TEMPLATES: Statement = {
  name: 'seal-templates',
  text: `UPDATE templates t SET ciphertext = sealed.ciphertext, embedding = NULL
    FROM unnest($1::uuid[], $2::bytea[]) AS sealed (id, ciphertext)
    WHERE t.id = sealed.id AND t.revoked_at IS NULL`,
};

const PLAIN_CARDS: Statement = {
  name: 'plain-cards',
  text: 'SELECT id, token_hash AS "tokenHash" FROM cards WHERE token_hash IS NOT NULL ORDER BY id LIMIT $1',
};

const SEAL_CARDS: Statement = {
  name: 'seal-cards',
  text: `UPDATE cards c SET token_mac = sealed.mac, token_hash = NULL
    FROM unnest($1::uuid[], $2::bytea[]) AS sealed (id, mac) WHERE c.id = sealed.id`,
};

/**
 * Seals what an older version left unsealed, before the migration that drops the old columns. The caller holds the lock
 * of the migrations. Each batch is committed by itself, and what is sealed is not looked at again: a process that is
 * killed half-way leaves the rest to the next start.
 */
export async function sealExisting(
  { batchSize = 500 }: SealExistingOptions,
  {
    database,
    provider,
    keyring,
    logger,
  }: KeyringDeps & { database: Database; keyring: Keyring; logger: Logger },
): Promise<void> {
  const doing = 'sealing what was unsealed';
  let templates = 0;
  for (;;) {
    await database.rows(doing, FORGET_REVOKED);
    const batch = await database.rows<PlainTemplate>(doing, PLAIN_TEMPLATES, [batchSize]);
    if (batch.length === 0) break;
    const keys = await keyring.keysOf(batch.map(({ personId }) => personId));
    const sealed = batch.map((template) =>
      seal(keys.get(template.personId)!, template.embedding, templateBinding(template)),
    );
    await database.rows(doing, SEAL_TEMPLATES, [batch.map(({ id }) => id), sealed]);
    templates += batch.length;
    logger.info({ templates }, 'sealing templates');
  }
  const cards = await sealCards(batchSize, { database, provider });
  if (templates + cards > 0) logger.info({ templates, cards }, 'templates and cards sealed');
}

async function sealCards(batchSize: number, deps: KeyringDeps): Promise<number> {
  const { database } = deps;
  const doing = 'sealing what was unsealed';
  let mac: ReturnType<typeof createCardMac> | undefined;
  for (let cards = 0; ; ) {
    const batch = await database.rows<{ id: string; tokenHash: Buffer }>(doing, PLAIN_CARDS, [batchSize]);
    if (batch.length === 0) return cards;
    mac ??= createCardMac(await cardsKey(deps));
    const macs = batch.map(({ tokenHash }) => mac!(tokenHash));
    await database.rows(doing, SEAL_CARDS, [batch.map(({ id }) => id), macs]);
    cards += batch.length;
  }
}
