import type { Statement } from '../database/database.ts';

const COLUMNS = `
  SELECT a.id, s.slug || '/' || b.slug || '/' || a.slug AS address, a.building_id AS "buildingId", a.antipassback,
         a.antipassback_minutes AS "antipassbackMinutes", a.max_persons AS "maxPersons",
         a.second_person_seconds AS "secondPersonSeconds", a.forget_after_hours AS "forgetAfterHours",
         a.created_at AS "createdAt"`;

const PLACE = 'JOIN buildings b ON b.id = a.building_id JOIN sites s ON s.id = b.site_id';

/** `xmax` is 0 in a row that was inserted, not updated. */
export const ENSURE_AREA: Statement = {
  name: 'ensure-area',
  text: `
    WITH a AS (
      INSERT INTO areas (id, building_id, slug, antipassback, antipassback_minutes, max_persons, second_person_seconds,
                         forget_after_hours)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (building_id, slug) DO UPDATE SET
        antipassback = EXCLUDED.antipassback, antipassback_minutes = EXCLUDED.antipassback_minutes,
        max_persons = EXCLUDED.max_persons, second_person_seconds = EXCLUDED.second_person_seconds,
        forget_after_hours = EXCLUDED.forget_after_hours
      RETURNING *, xmax = 0 AS created)
    ${COLUMNS}, a.created FROM a ${PLACE}`,
};

export const FIND_AREA: Statement = {
  name: 'find-area',
  text: `${COLUMNS} FROM areas a ${PLACE} WHERE s.slug = $1 AND b.slug = $2 AND a.slug = $3`,
};

export const LIST_AREAS: Statement = {
  name: 'list-areas',
  text: `
    ${COLUMNS} FROM areas a ${PLACE}
    WHERE ($1::text IS NULL OR s.slug = $1) AND ($2::text IS NULL OR b.slug = $2) ORDER BY address`,
};

/** A door that lies on the area's border already turns round. */
export const SET_AREA_DOOR: Statement = {
  name: 'set-area-door',
  text: `
    INSERT INTO area_doors (area_id, door_id, direction) VALUES ($1, $2, $3)
    ON CONFLICT (area_id, door_id) DO UPDATE SET direction = EXCLUDED.direction`,
};

export const REMOVE_AREA_DOOR: Statement = {
  name: 'remove-area-door',
  text: 'DELETE FROM area_doors WHERE area_id = $1 AND door_id = $2',
};

export const LIST_AREA_DOORS: Statement = {
  name: 'list-area-doors',
  text: `
    SELECT s.slug || '/' || b.slug || '/' || e.slug || '/' || d.slug AS door, x.direction
    FROM area_doors x JOIN doors d ON d.id = x.door_id JOIN edges e ON e.id = d.edge_id
    JOIN buildings b ON b.id = e.building_id JOIN sites s ON s.id = b.site_id
    WHERE x.area_id = $1 ORDER BY x.direction, door`,
};

export const RESET_AREA: Statement = {
  name: 'reset-area',
  text: 'INSERT INTO area_resets (id, area_id, person_id) VALUES ($1, $2, $3)',
};
