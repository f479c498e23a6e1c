import type { Statement } from '../database/database.ts';

/**
 * Counts and deletes in one statement, and so in one transaction: the person's key goes with what it opens. What belongs
 * to the person goes by cascade.
 */
export const ERASE: Statement = {
  name: 'erase-person',
  text: `
    WITH counted AS (
      SELECT (SELECT count(*) FROM templates WHERE person_id = $1)::int AS templates,
             (SELECT count(*) FROM cards WHERE person_id = $1)::int AS cards,
             (SELECT count(*) FROM access_grants WHERE person_id = $1)::int AS grants,
             (SELECT count(*) FROM lookalike_pairs WHERE $1 IN (first_id, second_id))::int AS "lookalikePairs",
             (SELECT count(*) FROM person_keys WHERE person_id = $1)::int AS keys,
             (SELECT master_key_id FROM person_keys WHERE person_id = $1) AS "wrappedBy",
             (SELECT count(*) FROM decisions WHERE person_id = $1)::int AS "decisionsKept"),
    erased AS (DELETE FROM persons WHERE id = $1 RETURNING id AS "personId", clock_timestamp() AS "erasedAt")
    SELECT * FROM erased, counted`,
};

/** Rows of every table that may hold something of a person, decisions apart. */
export const WHAT_IS_LEFT: Statement = {
  name: 'what-is-left-of-person',
  text: `
    SELECT clock_timestamp() AS "checkedAt", (
      (SELECT count(*) FROM persons WHERE id = $1) + (SELECT count(*) FROM person_keys WHERE person_id = $1)
      + (SELECT count(*) FROM templates WHERE person_id = $1) + (SELECT count(*) FROM cards WHERE person_id = $1)
      + (SELECT count(*) FROM access_grants WHERE person_id = $1)
      + (SELECT count(*) FROM lookalike_pairs WHERE $1 IN (first_id, second_id)))::int AS rows`,
};
