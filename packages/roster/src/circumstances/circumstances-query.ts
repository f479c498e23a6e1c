import type { Statement } from '../database/database.ts';
import { doorRules } from '../passages/door-rules-repository.ts';
import { DOOR } from '../places/place-queries.ts';

const PERSON = `
  SELECT p.id, p.status, p.kind, p.valid_from AS "validFrom", p.valid_until AS "validUntil", p.escorted
  FROM persons p WHERE p.id = asked.person_id`;

const GRANTS = `
  SELECT g.id, g.person_id AS "personId", g.valid_from AS "validFrom", g.valid_until AS "validUntil", g.schedule,
    g.passes_lockdown AS "passesLockdown"
  FROM access_grants g
  WHERE g.person_id = asked.person_id AND g.revoked_at IS NULL
    AND (g.door_id = here.id OR g.building_id = here."buildingId") ORDER BY g.id`;

/**
 * One row for each question, in their order. Everything is a look-up by key for each of them, whatever the planner thinks
 * of the tables: a plan that reads a table whole would cost the same for one question as for many.
 *
 * Of the moment $7 only the day counts; see `doorRules`.
 */
export const CIRCUMSTANCES: Statement = {
  name: 'circumstances',
  isPlannedOnce: true,
  text: `
    SELECT row_to_json(here) AS door,
      (SELECT row_to_json(r) FROM (${doorRules('here.id', '$7::timestamptz')}) r) AS rules,
      (SELECT row_to_json(person) FROM (${PERSON}) person) AS person,
      (SELECT json_agg(g) FROM (${GRANTS}) g) AS grants,
      EXISTS (SELECT FROM lookalike_pairs l WHERE l.first_id = asked.person_id AND l.model_id = asked.model_id)
        OR EXISTS (SELECT FROM lookalike_pairs l WHERE l.second_id = asked.person_id AND l.model_id = asked.model_id)
        AS "hasLookalikes"
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[])
        WITH ORDINALITY AS asked (site, building, edge, door, person_id, model_id, place)
      LEFT JOIN LATERAL (
        ${DOOR} WHERE s.slug = asked.site AND b.slug = asked.building AND e.slug = asked.edge AND d.slug = asked.door
      ) here ON true
    ORDER BY asked.place`,
};
