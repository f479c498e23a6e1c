import type { Statement } from '../database/database.ts';

const COLUMNS = `first_id AS "firstId", second_id AS "secondId", model_id AS "modelId",
  distance_l2 AS "distanceL2", created_at AS "createdAt"`;

/** `added` as in https://www.postgresql.org/docs/current/ddl-system-columns.html: a row just inserted has no xmax. */
export const REGISTER_LOOKALIKES: Statement = {
  name: 'register-lookalikes',
  text: `
    INSERT INTO lookalike_pairs (first_id, second_id, model_id, distance_l2) VALUES ($1, $2, $3, $4)
    ON CONFLICT (first_id, second_id, model_id) DO UPDATE SET
      distance_l2 = least(lookalike_pairs.distance_l2, EXCLUDED.distance_l2)
    RETURNING ${COLUMNS}, xmax = 0 AS added`,
};

/** One row a template, and one for a lookalike without any. Asked at every decision, and mostly empty. */
export const LOOKALIKES_OF_PERSON: Statement = {
  name: 'lookalikes-of-person',
  text: `
    WITH pair AS (
      SELECT second_id AS other_id, distance_l2 FROM lookalike_pairs WHERE first_id = $1 AND model_id = $2
      UNION ALL
      SELECT first_id, distance_l2 FROM lookalike_pairs WHERE second_id = $1 AND model_id = $2)
    SELECT pair.other_id AS "personId", pair.distance_l2 AS "distanceL2", t.id, t.model_id AS "modelId", t.dimension,
           t.ciphertext, k.wrapped_key AS "wrappedKey", k.master_key_id AS "masterKeyId"
    FROM pair LEFT JOIN templates t ON t.person_id = pair.other_id AND t.model_id = $2 AND t.revoked_at IS NULL
      LEFT JOIN person_keys k ON k.person_id = t.person_id
    ORDER BY pair.distance_l2, pair.other_id, t.id`,
};

export const LIST_LOOKALIKES: Statement = {
  name: 'list-lookalikes',
  text: `
    SELECT ${COLUMNS} FROM lookalike_pairs l
    WHERE ($1::text IS NULL OR EXISTS (
        SELECT FROM persons p JOIN sites s ON s.id = p.site_id WHERE p.id = l.first_id AND s.slug = $1))
      AND ($2::text IS NULL OR model_id = $2)
    ORDER BY distance_l2, first_id, second_id`,
};
