import { ENTRY_COLUMNS } from '../audit/audit-queries.ts';
import type { Statement } from '../database/database.ts';
import { SELECTED_COLUMNS } from '../decisions/decision-queries.ts';

/** The part of a name is looked for as it is: nothing in it is a wildcard. */
export const PERSON_PAGE: Statement = {
  name: 'person-page',
  text: `
    SELECT p.id, p.site_id AS "siteId", s.slug AS site, p.external_id AS "externalId", p.display_name AS "displayName",
           p.status, p.created_at AS "createdAt"
    FROM persons p JOIN sites s ON s.id = p.site_id
    WHERE ($1::text IS NULL OR s.slug = $1) AND ($2::text IS NULL OR p.status = $2)
      AND ($3::text IS NULL OR p.external_id = $3)
      AND ($4::text IS NULL OR position(lower($4) IN lower(p.display_name)) > 0)
      AND ($5::uuid IS NULL OR p.id > $5)
    ORDER BY p.id LIMIT $6`,
};

export const GRANT_PAGE: Statement = {
  name: 'grant-page',
  text: `
    SELECT * FROM (
      SELECT g.id, g.person_id AS "personId",
             s.slug || '/' || b.slug || coalesce('/' || e.slug || '/' || d.slug, '') AS place,
             g.building_id AS "buildingId", g.door_id AS "doorId", g.valid_from AS "validFrom",
             g.valid_until AS "validUntil", g.schedule, g.created_at AS "createdAt", g.revoked_at AS "revokedAt"
      FROM access_grants g
      LEFT JOIN doors d ON d.id = g.door_id LEFT JOIN edges e ON e.id = d.edge_id
      JOIN buildings b ON b.id = coalesce(g.building_id, e.building_id) JOIN sites s ON s.id = b.site_id) AS listed
    WHERE ($1::uuid IS NULL OR "personId" = $1) AND ($2::text IS NULL OR place = $2)
      AND ($3 OR "revokedAt" IS NULL) AND ($4::uuid IS NULL OR id > $4)
    ORDER BY id LIMIT $5`,
};

export const DECISION_PAGE: Statement = {
  name: 'decision-page',
  text: `
    SELECT ${SELECTED_COLUMNS} FROM decisions
    WHERE ($1::text IS NULL OR door = $1) AND ($2::uuid IS NULL OR person_id = $2)
      AND ($3::text IS NULL OR action = $3) AND ($4::text IS NULL OR reason = $4)
      AND ($5::timestamptz IS NULL OR decided_at >= $5) AND ($6::timestamptz IS NULL OR decided_at < $6)
      AND ($7::timestamptz IS NULL OR (decided_at, id) < ($7, $8::uuid))
    ORDER BY decided_at DESC, id DESC LIMIT $9`,
};

export const AUDIT_PAGE: Statement = {
  name: 'audit-page',
  text: `
    SELECT ${ENTRY_COLUMNS} FROM audit_entries
    WHERE ($1::uuid IS NULL OR person_id = $1) AND ($2::uuid IS NULL OR subject_id = $2)
      AND ($3::text IS NULL OR action = $3 OR starts_with(action, $3 || '.')) AND action <> 'chain.opened'
      AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
      AND ($6::timestamptz IS NULL OR (at, chain_id, seq) < ($6, $7::uuid, $8::bigint))
    ORDER BY audit_entries.at DESC, chain_id DESC, audit_entries.seq DESC LIMIT $9`,
};
