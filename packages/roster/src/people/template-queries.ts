import type { Statement } from '../database/database.ts';

const COLUMNS = `id, person_id AS "personId", model_id AS "modelId", dimension, quality,
  source_hash AS "sourceHash", created_at AS "createdAt", revoked_at AS "revokedAt"`;

/** Who is in a building's gallery: active people with an unrevoked grant to the building or to a door in it. */
const GALLERY = `
  FROM templates t JOIN persons p ON p.id = t.person_id
    LEFT JOIN person_keys k ON k.person_id = t.person_id
  WHERE t.model_id = $2 AND t.revoked_at IS NULL AND p.status = 'active' AND EXISTS (
    SELECT FROM access_grants g
    WHERE g.person_id = p.id AND g.revoked_at IS NULL AND (g.building_id = $1 OR g.door_id IN (
      SELECT d.id FROM doors d JOIN edges e ON e.id = d.edge_id WHERE e.building_id = $1)))`;

/** What `TemplateCipher` opens. A template whose person has no key is a row as well, to be noticed. */
const SEALED = `SELECT t.id, t.person_id AS "personId", t.model_id AS "modelId", t.dimension, t.ciphertext,
  k.wrapped_key AS "wrappedKey", k.master_key_id AS "masterKeyId"`;

/**
 * Gives no row when the source is there and not revoked, or was added meanwhile under another id than $1, to which its
 * ciphertext would not belong.
 */
export const ADD_TEMPLATE: Statement = {
  name: 'add-template',
  text: `
    INSERT INTO templates (id, person_id, model_id, dimension, ciphertext, quality, source_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (person_id, model_id, source_hash) DO UPDATE SET
      ciphertext = EXCLUDED.ciphertext, dimension = EXCLUDED.dimension, quality = EXCLUDED.quality, revoked_at = NULL
    WHERE templates.revoked_at IS NOT NULL AND templates.id = EXCLUDED.id
    RETURNING ${COLUMNS}`,
};

export const FIND_BY_SOURCE: Statement = {
  name: 'find-template-by-source',
  text: `SELECT ${COLUMNS} FROM templates WHERE person_id = $1 AND model_id = $2 AND source_hash = $3`,
};

export const DIMENSION_OF_MODEL: Statement = {
  name: 'dimension-of-model',
  text: 'SELECT dimension FROM templates WHERE model_id = $1 LIMIT 1',
};

export const LIST_FOR_PERSON: Statement = {
  name: 'list-templates-for-person',
  text: `
    SELECT ${COLUMNS} FROM templates
    WHERE person_id = $1 AND ($2::text IS NULL OR model_id = $2) AND revoked_at IS NULL ORDER BY id`,
};

export const SEALED_FOR_PERSON: Statement = {
  name: 'sealed-templates-for-person',
  text: `
    ${SEALED}, t.quality, t.source_hash AS "sourceHash", t.created_at AS "createdAt"
    FROM templates t LEFT JOIN person_keys k ON k.person_id = t.person_id
    WHERE t.person_id = $1 AND ($2::text IS NULL OR t.model_id = $2) AND t.revoked_at IS NULL ORDER BY t.id`,
};

/** The embedding goes for good. The time of the first revocation stays. */
export const REVOKE_TEMPLATE: Statement = {
  name: 'revoke-template',
  text: `
    UPDATE templates SET revoked_at = coalesce(revoked_at, clock_timestamp()), ciphertext = NULL
    WHERE id = $1 RETURNING ${COLUMNS}`,
};

export const ERASE_MODEL: Statement = {
  name: 'erase-templates-of-model',
  text: `
    WITH erased AS (DELETE FROM templates WHERE model_id = $1 RETURNING person_id)
    SELECT count(*)::int AS templates, count(DISTINCT person_id)::int AS people FROM erased`,
};

/** One page, after the template $4 of the person $3; where $6 is not null, only of people with these last bytes of their id. */
export const GALLERY_PAGE: Statement = {
  name: 'gallery-page',
  text: `${SEALED} ${GALLERY} AND (t.person_id, t.id) > ($3, $4)
    AND ($6::int[] IS NULL OR get_byte(uuid_send(t.person_id), 15) = ANY ($6)) ORDER BY t.person_id, t.id LIMIT $5`,
};

export const GALLERY_OF_PERSON: Statement = {
  name: 'gallery-of-person',
  text: `${SEALED} ${GALLERY} AND t.person_id = $3 ORDER BY t.id`,
};

export const SIZE_OF_MODEL: Statement = {
  name: 'size-of-model',
  text: `
    SELECT count(*)::int AS templates, count(DISTINCT person_id)::int AS persons FROM templates
    WHERE model_id = $1 AND revoked_at IS NULL`,
};

export const SIZE_OF_GALLERY: Statement = {
  name: 'size-of-gallery',
  text: `SELECT count(*)::int AS templates, count(DISTINCT t.person_id)::int AS persons ${GALLERY}`,
};
