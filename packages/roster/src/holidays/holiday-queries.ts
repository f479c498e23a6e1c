import type { Statement } from '../database/database.ts';

/** Days as texts: as timestamps they would be some time zone's. */
const COLUMNS = `
  SELECT h.id, s.slug || coalesce('/' || b.slug, '') AS place, h.name, h.first_day::text AS "firstDay",
         h.last_day::text AS "lastDay", h.hours`;

const PLACE = 'JOIN sites s ON s.id = h.site_id LEFT JOIN buildings b ON b.id = h.building_id';

/** Gives no row when the place is not there. `xmax` is 0 in a row that was inserted, not updated. */
export const ADD_HOLIDAY: Statement = {
  name: 'add-holiday',
  text: `
    WITH h AS (
      INSERT INTO holidays (id, site_id, building_id, name, first_day, last_day, hours)
      SELECT $1, s.id, b.id, $4, $5::date, $6::date, $7
      FROM sites s LEFT JOIN buildings b ON b.site_id = s.id AND b.slug = $3
      WHERE s.slug = $2 AND ($3::text IS NULL OR b.id IS NOT NULL)
      ON CONFLICT (site_id, coalesce(building_id, '00000000-0000-0000-0000-000000000000'), first_day, last_day, name)
        DO UPDATE SET hours = EXCLUDED.hours
      RETURNING *, xmax = 0 AS added)
    ${COLUMNS}, h.added FROM h ${PLACE}`,
};

export const LIST_HOLIDAYS: Statement = {
  name: 'list-holidays',
  text: `
    ${COLUMNS} FROM holidays h ${PLACE}
    WHERE ($1::text IS NULL OR s.slug = $1) AND ($2::text IS NULL OR b.slug IS NULL OR b.slug = $2)
      AND ($3::date IS NULL OR h.last_day >= $3)
    ORDER BY h.first_day, h.last_day, place, h.name`,
};

export const REMOVE_HOLIDAY: Statement = {
  name: 'remove-holiday',
  text: `WITH h AS (DELETE FROM holidays WHERE id = $1 RETURNING *) ${COLUMNS} FROM h ${PLACE}`,
};
