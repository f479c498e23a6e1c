import type { Statement } from '../database/database.ts';

/** The place is the building's address, and below it the door's if the grant is for one. */
const COLUMNS = `
  SELECT g.id, g.person_id AS "personId", s.slug || '/' || b.slug || coalesce('/' || e.slug || '/' || d.slug, '') AS place,
         g.building_id AS "buildingId", g.door_id AS "doorId", g.valid_from AS "validFrom",
         g.valid_until AS "validUntil", g.schedule, g.passes_lockdown AS "passesLockdown", g.created_at AS "createdAt", g.revoked_at AS "revokedAt"`;

const PLACE = `
  LEFT JOIN doors d ON d.id = g.door_id LEFT JOIN edges e ON e.id = d.edge_id
  JOIN buildings b ON b.id = coalesce(g.building_id, e.building_id) JOIN sites s ON s.id = b.site_id`;

export const ADD_GRANT: Statement = {
  name: 'add-grant',
  text: `
    WITH g AS (
      INSERT INTO access_grants (id, person_id, building_id, door_id, valid_from, valid_until, schedule, passes_lockdown)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *)
    ${COLUMNS} FROM g ${PLACE}`,
};

/** The time of the first revocation stays. */
export const REVOKE_GRANT: Statement = {
  name: 'revoke-grant',
  text: `
    WITH g AS (
      UPDATE access_grants SET revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE id = $1 RETURNING *)
    ${COLUMNS} FROM g ${PLACE}`,
};

export const LIST_GRANTS: Statement = {
  name: 'list-grants',
  text: `
    SELECT * FROM (${COLUMNS} FROM access_grants g ${PLACE}) AS listed
    WHERE ($1::uuid IS NULL OR "personId" = $1) AND ($2::text IS NULL OR place = $2)
      AND ($3 OR "revokedAt" IS NULL) ORDER BY id`,
};

export const GRANTS_FOR_PERSON_AND_DOOR: Statement = {
  name: 'grants-for-person-and-door',
  text: `
    ${COLUMNS} FROM access_grants g ${PLACE}
    WHERE g.person_id = $1 AND g.revoked_at IS NULL AND (g.door_id = $2 OR g.building_id = (
      SELECT e.building_id FROM doors d JOIN edges e ON e.id = d.edge_id WHERE d.id = $2)) ORDER BY g.id`,
};
