import type { Statement } from '../database/database.ts';

/** Of the site $1; ids and names are two lists. */
export const ADD_PEOPLE: Statement = {
  name: 'add-people',
  text: `
    INSERT INTO persons (id, site_id, display_name)
    SELECT new.id, $1, new.display_name FROM unnest($2::uuid[], $3::text[]) AS new (id, display_name)`,
};

export const ADD_TEMPLATES: Statement = {
  name: 'add-templates',
  text: `
    INSERT INTO templates (id, person_id, model_id, dimension, ciphertext, quality, source_hash)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::bytea[], $6::float8[], $7::text[])`,
};

/** For all doors of the building $1. */
export const ADD_GRANTS: Statement = {
  name: 'add-grants',
  text: `
    INSERT INTO access_grants (id, person_id, building_id)
    SELECT new.id, new.person_id, $1 FROM unnest($2::uuid[], $3::uuid[]) AS new (id, person_id)`,
};
