import type { Statement } from '../database/database.ts';

const COLUMNS = `
  SELECT l.id, l.reason, l.started_at AS "startedAt", l.ended_at AS "endedAt",
         s.slug || coalesce('/' || b.slug, '') || coalesce('/' || e.slug || '/' || d.slug, '') AS place`;

const PLACE = `
  LEFT JOIN doors d ON d.id = l.door_id LEFT JOIN edges e ON e.id = d.edge_id
  LEFT JOIN buildings b ON b.id = coalesce(l.building_id, e.building_id)
  JOIN sites s ON s.id = coalesce(l.site_id, b.site_id)`;

/** The site, building and door of an address, of which the innermost that was named is given, or no row. */
export const FIND_SCOPE: Statement = {
  name: 'find-scope',
  text: `
    SELECT CASE WHEN $2::text IS NULL THEN s.id END AS "siteId",
           CASE WHEN $4::text IS NULL THEN b.id END AS "buildingId", d.id AS "doorId"
    FROM sites s
    LEFT JOIN buildings b ON b.site_id = s.id AND b.slug = $2
    LEFT JOIN edges e ON e.building_id = b.id AND e.slug = $3
    LEFT JOIN doors d ON d.edge_id = e.id AND d.slug = $4
    WHERE s.slug = $1 AND ($2::text IS NULL OR b.id IS NOT NULL) AND ($4::text IS NULL OR d.id IS NOT NULL)`,
};

/** Gives no row when the place is locked down already. */
export const START_LOCKDOWN: Statement = {
  name: 'start-lockdown',
  text: `
    WITH l AS (
      INSERT INTO lockdowns (id, site_id, building_id, door_id, reason) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT DO NOTHING RETURNING *)
    ${COLUMNS} FROM l ${PLACE}`,
};

export const FIND_LOCKDOWN: Statement = {
  name: 'find-lockdown',
  text: `
    ${COLUMNS} FROM lockdowns l ${PLACE}
    WHERE l.ended_at IS NULL AND (l.site_id = $1 OR l.building_id = $2 OR l.door_id = $3)`,
};

export const END_LOCKDOWN: Statement = {
  name: 'end-lockdown',
  text: `
    WITH l AS (
      UPDATE lockdowns SET ended_at = greatest(started_at, clock_timestamp())
      WHERE ended_at IS NULL AND (site_id = $1 OR building_id = $2 OR door_id = $3) RETURNING *)
    ${COLUMNS} FROM l ${PLACE}`,
};

/** Either address is the other's beginning. */
export const LIST_LOCKDOWNS: Statement = {
  name: 'list-lockdowns',
  text: `
    SELECT * FROM (${COLUMNS} FROM lockdowns l ${PLACE} WHERE l.ended_at IS NULL) AS listed
    WHERE $1::text IS NULL OR starts_with($1 || '/', place || '/') OR starts_with(place || '/', $1 || '/')
    ORDER BY "startedAt", id`,
};
