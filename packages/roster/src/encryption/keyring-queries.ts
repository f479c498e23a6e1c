import type { Statement } from '../database/database.ts';

/** Those that something may be wrapped by; the current one first. */
export const MASTER_KEYS_IN_USE: Statement = {
  name: 'master-keys-in-use',
  text: `SELECT id, is_current AS "isCurrent", probe FROM master_keys m
    WHERE is_current OR EXISTS (SELECT FROM person_keys k WHERE k.master_key_id = m.id)
      OR EXISTS (SELECT FROM installation_keys i WHERE i.master_key_id = m.id)
    ORDER BY is_current DESC, created_at DESC`,
};

export const CURRENT_MASTER_KEY: Statement = {
  name: 'current-master-key',
  text: 'SELECT id FROM master_keys WHERE is_current',
};

/** Of several first keys, made on machines that do not see each other, one is taken. */
export const ADD_FIRST_MASTER_KEY: Statement = {
  name: 'add-first-master-key',
  text: `INSERT INTO master_keys (id, probe, is_current)
    SELECT $1, $2, true WHERE NOT EXISTS (SELECT FROM master_keys) ON CONFLICT DO NOTHING`,
};

export const PERSON_KEYS: Statement = {
  name: 'person-keys',
  text: `SELECT person_id AS "personId", wrapped_key AS "wrappedKey", master_key_id AS "masterKeyId"
    FROM person_keys WHERE person_id = ANY ($1::uuid[])`,
};

/**
 * Leaves a person alone who has a key already, and does nothing at all when the master key is no longer the current one.
 * The lock makes a rotation that is just about to replace it wait, so that it sees these rows.
 */
export const ADD_PERSON_KEYS: Statement = {
  name: 'add-person-keys',
  text: `
    WITH current AS (SELECT id FROM master_keys WHERE id = $3 AND is_current FOR SHARE)
    INSERT INTO person_keys (person_id, wrapped_key, master_key_id)
    SELECT new.person_id, new.wrapped_key, current.id
    FROM unnest($1::uuid[], $2::bytea[]) AS new (person_id, wrapped_key), current
    ON CONFLICT (person_id) DO NOTHING`,
};

export const INSTALLATION_KEY: Statement = {
  name: 'installation-key',
  text: `SELECT wrapped_key AS "wrappedKey", master_key_id AS "masterKeyId"
    FROM installation_keys WHERE purpose = $1`,
};

/** As `ADD_PERSON_KEYS`. */
export const ADD_INSTALLATION_KEY: Statement = {
  name: 'add-installation-key',
  text: `
    WITH current AS (SELECT id FROM master_keys WHERE id = $3 AND is_current FOR SHARE)
    INSERT INTO installation_keys (purpose, wrapped_key, master_key_id) SELECT $1, $2, id FROM current
    ON CONFLICT (purpose) DO NOTHING`,
};

export const ANY_CARD_MAC: Statement = {
  name: 'any-card-mac',
  text: 'SELECT EXISTS (SELECT FROM cards WHERE token_mac IS NOT NULL) AS any',
};
