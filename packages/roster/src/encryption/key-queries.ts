import type { Statement } from '../database/database.ts';

export const LIST_MASTER_KEYS: Statement = {
  name: 'list-master-keys',
  text: `
    SELECT id AS "keyId", is_current AS current, created_at AS "createdAt", retired_at AS "retiredAt",
           (SELECT count(*) FROM person_keys k WHERE k.master_key_id = m.id)::int AS "personKeys",
           (SELECT count(*) FROM installation_keys i WHERE i.master_key_id = m.id)::int AS "installationKeys"
    FROM master_keys m ORDER BY created_at DESC, id`,
};

/** After the person $2, in order. */
export const PERSON_KEYS_TO_REWRAP: Statement = {
  name: 'person-keys-to-rewrap',
  text: `
    SELECT person_id AS "personId", wrapped_key AS "wrappedKey", master_key_id AS "masterKeyId"
    FROM person_keys WHERE master_key_id <> $1 AND person_id > $2 ORDER BY person_id LIMIT $3`,
};

export const REWRAP_PERSON_KEYS: Statement = {
  name: 'rewrap-person-keys',
  text: `
    UPDATE person_keys k SET wrapped_key = anew.wrapped_key, master_key_id = $1
    FROM unnest($2::uuid[], $3::bytea[]) AS anew (person_id, wrapped_key) WHERE k.person_id = anew.person_id`,
};

export const INSTALLATION_KEYS_TO_REWRAP: Statement = {
  name: 'installation-keys-to-rewrap',
  text: `
    SELECT purpose, wrapped_key AS "wrappedKey", master_key_id AS "masterKeyId"
    FROM installation_keys WHERE master_key_id <> $1`,
};

export const REWRAP_INSTALLATION_KEY: Statement = {
  name: 'rewrap-installation-key',
  text: 'UPDATE installation_keys SET wrapped_key = $3, master_key_id = $1 WHERE purpose = $2',
};

/** Writers hold a lock on the row of the current key until they have committed, so nothing comes to it afterwards. */
export const RETIRE_MASTER_KEYS: Statement = {
  name: 'retire-master-keys',
  text: `
    UPDATE master_keys m SET retired_at = clock_timestamp()
    WHERE NOT is_current AND retired_at IS NULL
      AND NOT EXISTS (SELECT FROM person_keys k WHERE k.master_key_id = m.id)
      AND NOT EXISTS (SELECT FROM installation_keys i WHERE i.master_key_id = m.id)
      AND NOT EXISTS (SELECT FROM gallery_snapshot_keys s WHERE s.master_key_id = m.id)
    RETURNING id`,
};
